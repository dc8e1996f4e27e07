"""Would LaTeX take it? No engine is asked: every environment, column, brace and special character is looked at."""

import re

SPECIAL = re.compile(r"(?<!\\)[%#_^~|<>]")
COMMANDS = {"textbackslash", "textasciitilde", "textasciicircum", "textless", "textgreater", "textbar"}


def assert_latex_takes(text: str) -> int:
    """Assert that `text` is tables of booktabs and longtable and nothing else; how many."""
    stack: list[str] = []
    columns = n_tables = 0
    for line in text.splitlines():
        if begun := re.fullmatch(r"\\begin\{(table|tabular|longtable)\}(?:\{([lr]+)\})?", line):
            assert not stack or (stack == ["table"] and begun[1] == "tabular"), line
            stack.append(begun[1])
            columns = len(begun[2] or "")
        elif ended := re.fullmatch(r"\\end\{(table|tabular|longtable)\}", line):
            assert stack.pop() == ended[1], line
            n_tables += ended[1] != "table"
        elif stack == ["table"]:
            assert line == r"\centering" or re.fullmatch(r"\\caption\{.*\}", line), line
            assert_typesets(line)
        elif stack and stack[-1] != "table":
            if line in (r"\toprule", r"\midrule", r"\bottomrule", r"\addlinespace"):
                continue
            if stack[-1] == "longtable" and line in (r"\endfirsthead", r"\endhead"):
                continue
            if stack[-1] == "longtable" and re.fullmatch(r"\\caption\{.*\} \\\\", line):
                assert_typesets(line.removesuffix(r" \\"))
                continue
            assert line.endswith(r" \\"), line
            cells = re.split(r"(?<!\\)&", line.removesuffix(r" \\"))
            spanning = [
                re.fullmatch(r" ?\\multicolumn\{(\d+)\}\{(?:l|p\{0\.7\\linewidth\})\}\{(.*)\}", cell) for cell in cells
            ]
            assert sum(int(found[1]) if found else 1 for found in spanning) == columns, line
            for cell in (found[2] if found else cell for found, cell in zip(spanning, cells, strict=True)):
                assert_typesets(cell)
                assert not cell.strip().startswith("["), line  # after \\ it would be an option
        else:
            assert not line or line.startswith("% "), line
    assert not stack
    return n_tables


def assert_typesets(text: str) -> None:
    """Braces and dollars in pairs, no bare special character, no unknown command, no sign that pdfLaTeX lacks."""
    assert not SPECIAL.search(text), text
    bare = re.sub(r"\\[&%$#_{}]", "", text)
    assert bare.count("$") % 2 == 0, text
    depth = 0
    for character in bare:
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0, text
    assert depth == 0, text
    assert {*re.findall(r"\\([a-z]+)", bare)} <= {
        *COMMANDS,
        "centering",
        "caption",
        "dagger",
        "textit",
        "footnotesize",
        "raggedright",
    }, text
    assert not re.search("[−–†\t\x00-\x1f]", bare), text
