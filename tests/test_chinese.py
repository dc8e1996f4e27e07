"""Chinese sentences: marks of their own width, no gap before a per cent sign, and one for every English sentence."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from topics.claims.text import when
from topics.plots.figure_words import estimator_label
from topics.report.headings import labelled
from topics.report.page_wording import WORDING
from topics.wording import period

PACKAGE = Path(__file__).parent.parent / "topics"
# Rooms whose Chinese is data (terms, patterns, labels of documents), not sentences for readers.
DATA = ("preprocessing", "languages", "files", "simulation", "models", "evaluation", "reading")
SPEAKING = sorted(path for path in PACKAGE.rglob("*.py") if path.relative_to(PACKAGE).parts[0] not in DATA)
HAN = "[\u3400-\u9fff]"
WRONG = re.compile(
    rf"{HAN} ?[(),:;?!]|[(),;?!] ?{HAN}|[\d}}] %|[”）] ?[,:;]|(?<=[，。；：、（）]) |(?<![\w./\\:,}}-])\.\d"
)


@cache
def _parsed(path: Path) -> ast.AST:
    return ast.parse(path.read_text(encoding="utf-8"))


def _strings(tree: ast.AST) -> Iterator[ast.Constant]:
    """The strings of a module that are no docstrings; parts that stand side by side are one."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node


def faults(text: str) -> list[str]:
    """What no Chinese sentence has; a command between backticks is not looked at."""
    return WRONG.findall(re.sub("`[^`]*`", "", text)) if re.search(HAN, text) else []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("据 lda(引导)的占比", True),
        ("编码样本,共 5 个", True),
        ("水平: 未经验证", True),
        ("在 20 % 的随机种子下", True),
        ("两期差异显著， 尚不能认定", True),
        ("经 Holm 校正 p < .05", True),
        ("差异为 {most:.1f} 个百分点，p < 0.05", False),
        ("占比（%）及 95% 区间 [0.1, 0.2]。", False),
        ("可运行 `topics show STUDY (lda)`，见 docs/methods.md", False),
        ("share (text): no Chinese, 5 %", False),
    ],
)
def test_the_check_knows_marks_of_the_wrong_width(text: str, wrong: bool) -> None:
    assert bool(faults(text)) == wrong


def test_chinese_sentences_have_marks_of_their_own() -> None:
    strings = ((path, node) for path in SPEAKING for node in _strings(_parsed(path)))
    assert [(path, node.lineno, node.value) for path, node in strings if faults(node.value)] == []


def test_every_sentence_has_both_languages() -> None:
    assert {path: lone for path in SPEAKING if (lone := _in_one_language(_parsed(path)))} == {}


def _in_one_language(tree: ast.AST) -> list[object]:
    lone: list[object] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            both = {k.value: v for k, v in zip(node.keys, node.values, strict=True) if isinstance(k, ast.Constant)}
            told = [name for name in ("en", "zh") if name in both]
            lone += [node.lineno] if len(told) == 1 and not isinstance(both[told[0]], ast.Name) else []
            parts = [both.get(language) for language in ("en", "zh")]
            if all(isinstance(part, ast.Dict) for part in parts):
                en, zh = ({ast.unparse(key) for key in part.keys if key} for part in parts)  # type: ignore[union-attr]
                lone += [(node.lineno, name) for name in en - zh]
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Text", "say") and len(node.args) == 2:
            english, chinese = (ast.unparse(part) for part in node.args)
            literal = all(isinstance(part, ast.Constant | ast.JoinedStr) for part in node.args)
            if literal and re.search("[a-z]{3}", re.sub(r"\{[^}]*\}", "", english)) and not re.search(HAN, chinese):
                lone.append(node.lineno)
    return lone


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("2020", "2020 年"),
        ("2020H2", "2020 年下半年"),
        ("2021Q4", "2021 年第 4 季度"),
        ("2021-10", "2021 年 10 月"),
        ("2021-03", "2021 年 3 月"),
        ("none", "none"),
    ],
)
def test_periods_are_named_as_chinese_names_them(name: str, said: str) -> None:
    assert (period(name, "zh"), period(name)) == (said, name)
    assert when([name, name]).zh == f"{said}、{said}"


def test_sentences_have_labels_for_ids_whole_and_outside_commands() -> None:
    labels = {name: estimator_label(name, "zh") for name in ("lda", "lda-guided", "lexicon")}
    text = "据 lda-guided、lda 与 lexicon（lda：+1.0）；见 `topics show S lda`；lda-20-s1"
    assert labelled(text, labels) == "据 LDA（引导）、LDA 与词典法（LDA：+1.0）；见 `topics show S lda`；lda-20-s1"


# One word for one thing: a wrong word, and the one that stands in docs/glossary.md.
ONE_WORD = [
    ("主题词(?!项)", "词项"),
    ("主题(?:的)?关键词", "词项"),
    ("编码单元", "编码单位"),
    ("重复刊[载发]", "重复发布"),
    ("全部词(?![语项])", "全部词语"),
]


@pytest.mark.parametrize(("wrong", "word"), ONE_WORD)
def test_one_thing_has_one_word(wrong: str, word: str) -> None:
    found = [
        (path.name, node.lineno)
        for path in SPEAKING
        for node in _strings(_parsed(path))
        if re.search(wrong, node.value)
    ]
    assert found == []
    assert word in (PACKAGE.parent / "docs" / "glossary.md").read_text(encoding="utf-8")


def test_scripts_of_the_page_take_the_marks_between_words_from_its_wording() -> None:
    scripts = sorted((PACKAGE / "report" / "web" / "js").glob("*.js"))
    found = [
        (path.name, mark) for path in scripts for mark in re.findall(r'join\("[,;] "\)|`n \$', path.read_text("utf-8"))
    ]
    assert found == []
    assert [WORDING[language]["js_list"] for language in ("en", "zh")] == [", ", "、"]
    assert [WORDING[language]["js_between"] for language in ("en", "zh")] == [" ", ""]
