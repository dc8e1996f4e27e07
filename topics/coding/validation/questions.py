"""Questions and instructions for coders, by language."""

from collections.abc import Mapping

NONE_LABEL: Mapping[str, str] = {"en": "none of these themes", "zh": "以上均不是"}

QUESTIONS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "word-intrusion": "Which word does not belong with the others?",
        "word-set-intrusion": "Which group of words is about something else than the other three?",
        "topic-intrusion": "Which group of words has least to do with the text?",
        "label-intrusion": "Which label does not fit the text?",
        "best-label": "Which label says best what the text is mainly about?",
    },
    "zh": {
        "word-intrusion": "哪个词与其他词不属于同一主题？",
        "word-set-intrusion": "哪一组词与另外三组说的不是同一件事？",
        "topic-intrusion": "哪一组词与这段文字关系最小？",
        "label-intrusion": "哪个标签不符合这段文字？",
        "best-label": "哪个标签最能概括这段文字的主要内容？",
    },
}
HOW: Mapping[str, Mapping[str, str]] = {
    "en": {
        "question": "question",
        "answer": "answer",
        "answer_how": (
            "In the column `answer`, choose the letter of one option in every row. If you cannot tell, guess."
        ),
        "alone": "alone",
        "alone_how": "Work alone; do not look up the texts and do not talk about the rows before all coders are done.",
        "note": "note",
        "note_how": "Anything you want to say about a row goes into the column `note`.",
        "key": "key",
        "definition": "definition",
        "include": "counts",
        "exclude": "does not count",
    },
    "zh": {
        "question": "问题",
        "answer": "作答",
        "answer_how": "每行在 answer 列选择一个选项的字母；无法判断时请猜一个。",
        "alone": "独立",
        "alone_how": "请独立作答，不要查阅原文；全体编码员完成之前请勿相互讨论。",
        "note": "备注",
        "note_how": "对某行的说明写在 note 列。",
        "key": "答案文件",
        "definition": "定义",
        "include": "计入",
        "exclude": "不计入",
    },
}
