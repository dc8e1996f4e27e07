"""Export of kept runs to other programs: R, spreadsheets, gensim, BERTopic. No format contains a pickle."""
