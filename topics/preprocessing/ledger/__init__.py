"""The ledger: what became of every character, row, document and file; views of a corpus, none of which changes it."""
