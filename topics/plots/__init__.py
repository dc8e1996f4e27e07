"""Drawings of tables on given axes. Nothing here computes a number or writes a file.

Each module draws one table; its docstring names the columns, so that a drawing can be tested with a few typed rows.
Drawings are made inside `style.journal()`; `fonts.typeset` then gives a finished figure the glyphs it needs.
"""
