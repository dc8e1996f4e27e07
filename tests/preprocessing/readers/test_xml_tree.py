"""The tree of XML from anywhere: what is in it, what is not, and what it may not reach."""

from pathlib import Path

import pytest

from topics.preprocessing.readers.xml_tree import parsed_xml

BOMB = '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;">]><a>甲&y;乙</a>'


@pytest.mark.parametrize(
    ("written", "text", "whole"),
    [
        ('<?xml version="1.0"?><a xmlns="urn:x">甲<!-- no --><b>乙</b></a>', "甲乙", True),
        ("<a>R&amp;D caf&eacute;</a>", "R&D café", True),
        (BOMB, "甲乙", True),
        ("<a>one<b>two</a>", "onetwo", False),
        ("", "", False),
        ("no element", "", False),
    ],
)
def test_the_text_of_a_tree(written: str, text: str, whole: bool) -> None:
    tree, told = parsed_xml(written.encode(), "a.xml")
    assert ("".join(tree.itertext()), told) == (text, whole)


def test_names_are_without_namespaces() -> None:
    tree, _ = parsed_xml(b'<x:a xmlns:x="urn:x" x:type="note"/>', "a.xml")
    assert (tree.tag, tree.get("type")) == ("a", "note")


def test_no_file_is_reached(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    told = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{(tmp_path / "secret").as_uri()}">]><a>甲&x;</a>'
    assert "".join(parsed_xml(told.encode(), "a.xml")[0].itertext()) == "甲"
