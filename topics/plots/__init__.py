"""Tables -> drawings on given axes. Nothing here computes a number or writes a file.

Each module draws one table whose columns its docstring names, so that a drawing is tested with a few typed rows.
Drawings are made inside `style.journal()`; `fonts.typeset` then gives a finished figure the glyphs it needs.
"""
