"""Layout of pages: from letters with positions to paragraphs in the order of reading."""
