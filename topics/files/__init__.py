"""Files on disk: atomic writing, sealed records, encodings, CSV, zip files. Nothing here knows about topics."""
