"""A case type for tests, with everything in it: three parallel reviews, a conditional one, a check table, one permit at the end."""

from pathlib import Path

from zaiton.blocks.papers.tests.files import pdf

CASE = """
case: quay
title: {zh: 码头临时施工许可, en: Permit for temporary works on a quay}
article: 行政许可法（2019年修正）第三十二条
status: sample
in_force_from: 2026-01-01
prefix: QY
who: {zh: 施工单位, en: The builder}
appeal: {zh: 六十日内申请行政复议, en: Ask for reconsideration within 60 days}
correction: {days: 5, unit: working, article: 行政许可法（2019年修正）第三十二条}
facts:
  - {name: builder, title: {zh: 施工单位, en: Builder}, type: text, register: organisation.name, required: "false"}
  - {name: length, title: {zh: 岸线长度（米）, en: Length of quay (m)}, type: decimal, places: 0, range: ">= 1"}
  - {name: hot_work, title: {zh: 是否动火, en: Hot work}, type: boolean}
  - {name: purpose, title: {zh: 事由, en: Purpose}, type: text, required: "false"}
materials:
  - {id: drawing, title: {zh: 施工图, en: Drawing}}
  - {id: fire-plan, title: {zh: 动火方案, en: Fire plan}, when: {table: rules, output: fire, is: ["yes"]}, confidential: "true"}
roles:
  - {id: safety, title: {zh: 安全审查, en: Safety}, organ: {zh: 海事, en: Maritime}}
  - {id: waterway, title: {zh: 航道审查, en: Waterway}, organ: {zh: 港航, en: Port}}
  - {id: nature, title: {zh: 生态审查, en: Nature}, organ: {zh: 生态环境, en: Environment}}
  - {id: fire, title: {zh: 消防审查, en: Fire}, organ: {zh: 消防, en: Fire brigade}}
items:
  - id: safety
    title: {zh: 安全审查意见, en: Opinion on safety}
    article: 某办法第三条
    roles: [safety]
    limit: {days: 20, unit: working, article: 行政许可法（2019年修正）第四十二条, extension: 10, approver: 机关负责人, grounds: [hearing, inspection, correction]}
    needs: [drawing]
    reads: [length]
    check: {table: rules, output: verdict, is: [fit]}
  - id: waterway
    title: {zh: 航道审查意见, en: Opinion on the waterway}
    article: 某办法第四条
    roles: [waterway]
    limit: {days: 10, unit: working, article: 某办法第四条, grounds: [correction]}
    needs: [drawing]
    reads: [length, purpose]
  - id: nature
    title: {zh: 生态审查意见, en: Opinion on nature}
    article: 某办法第五条
    roles: [nature]
    limit: {days: 30, unit: calendar, article: 某办法第五条}
    reads: [purpose]
  - id: fire
    title: {zh: 动火审查意见, en: Opinion on hot work}
    article: 某办法第六条
    roles: [fire]
    limit: {days: 3, unit: working, article: 某办法第六条}
    when: {table: rules, output: fire, is: ["yes"]}
    skipped: satisfied
    needs: [fire-plan]
    reads: [hot_work]
  - id: permit
    title: {zh: 施工许可证, en: Permit}
    article: 某办法第七条
    roles: [safety]
    limit: {days: 5, unit: working, article: 某办法第七条}
    after: [safety, waterway, nature, fire]
    prereview: "true"
    output: {zh: 施工许可证, en: Permit}
    issue: {days: 1, unit: working, article: 某办法第七条}
"""
RULES = """
table: rules
title: {zh: 审查规则, en: Rules of review}
article: 某办法第八条
status: sample
in_force_from: 2026-01-01
hit: unique
inputs:
  - {name: hot_work, title: {zh: 是否动火, en: Hot work}, type: boolean}
  - {name: length, title: {zh: 岸线长度（米）, en: Length of quay (m)}, type: decimal, places: 0, range: ">= 1"}
outputs:
  - {name: fire, title: {zh: 消防, en: Fire}, type: choice, values: ["yes", "no"]}
  - {name: verdict, title: {zh: 结论, en: Verdict}, type: choice, values: [fit, unfit]}
rows:
  - {id: short-hot, when: {hot_work: "true", length: "<= 100"}, then: {fire: "yes", verdict: fit}}
  - {id: long-hot, when: {hot_work: "true", length: "> 100"}, then: {fire: "yes", verdict: unfit}}
  - {id: short-cold, when: {hot_work: "false", length: "<= 300"}, then: {fire: "no", verdict: fit}}
  - {id: long-cold, when: {hot_work: "false", length: "> 300"}, then: {fire: "no", verdict: unfit}}
"""
GOLDEN = """
cases:
  - name: without hot work
    facts: {length: "80", hot_work: "false"}
    expect: {left_out: [fire], asked: [drawing]}
"""
PDF = pdf("a drawing")


def quay_folder(parent: Path, case: str = CASE, rules: str = RULES, golden: str = GOLDEN) -> Path:
    """The folder of the type below ``parent``."""
    folder = parent / "quay"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (("case.yaml", case), ("rules.yaml", rules), ("golden.yaml", golden)):
        (folder / name).write_text(text.lstrip(), encoding="utf-8")
    return folder
