"""Claims about the steadiness of errors, from the verdicts of `topics.claims.steady_rates`."""

from topics.claims.evidence import ThemeEvidence
from topics.claims.steady_rates import RATES
from topics.claims.text import Text, listed, say
from topics.claims.verdicts import ALLOWED, NOT_ALLOWED, NOT_KNOWN, Claim

_ENDS = ("", "_lower", "_upper")
READ = (
    *(f"rates.{name}{end}" for name in RATES for end in _ENDS),
    *(f"rates.{name}" for name in ("estimator", "period", "n_coded", "n_estimated")),
    *(
        f"gold errors.{name}"
        for name in ("estimator", "theme", "measure", "period", "value", "lower", "upper", "n", "p_constant")
    ),
)


def steadiness_claims(evidence: ThemeEvidence) -> list[Claim]:
    """Claims that differences between periods are of the texts: one for each verdict.

    Nothing is claimed by an estimator that is unfit or unstable for the theme, of which another claim speaks.
    """
    errors = {name: told for name, told in evidence.steadiness.items() if name not in evidence.left_out}
    en = "Differences between periods of uncorrected shares are of the texts and not of the estimator"
    zh = "未经校正的占比在各期之间的差异源于文本，而非测量误差"
    if not evidence.steadiness:
        why = say(
            "Precision and recall by period are not known: no coded sample.", "各期查准率与查全率未知：无人工编码样本。"
        )
        return [Claim(Text(en, zh), NOT_KNOWN, why, read=READ)]
    found = []
    for verdict in (NOT_ALLOWED, NOT_KNOWN, ALLOWED):
        if own := {name: ground for name, (told, ground) in errors.items() if told == verdict}:
            said = say(en + ", by {names}", zh + "（{zh}）", names=", ".join(own), zh="、".join(own))
            why = listed([say("{name}: {ground}", "{name}：{ground}", name=n, ground=g) for n, g in own.items()])
            found.append(Claim(said, verdict, Text(why.en + ".", why.zh + "。"), read=READ))
    return found
