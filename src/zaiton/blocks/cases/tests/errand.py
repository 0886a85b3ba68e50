"""A case type with three certificates that rest on one another, two sets of limits, and facts that must agree."""

from datetime import datetime
from pathlib import Path

from zaiton.blocks.cases.actions.submissions import case_open

CASE = """
case: errand
title: {zh: 登记一件事, en: One errand}
article: 某条例第一条
status: sample
in_force_from: 2026-01-01
prefix: ER
who: {zh: 所有人, en: The owner}
appeal: {zh: 六十日内申请行政复议, en: Ask for reconsideration within 60 days}
correction: {days: 5, unit: working, article: 行政许可法（2019年修正）第三十二条}
facts:
  - {name: owner, title: {zh: 所有人, en: Owner}, type: text, register: organisation.name}
  - {name: ship, title: {zh: 船名, en: Name of ship}, type: text}
  - {name: imo, title: {zh: IMO 编号, en: IMO number}, type: text, identifier: imo}
  - {name: contract_on, title: {zh: 建造合同日, en: Day of the building contract}, type: day}
  - {name: survey_on, title: {zh: 检验日, en: Day of survey}, type: day, required: "false"}
  - {name: plan_until, title: {zh: 计划止日, en: Last day of the plan}, type: day, required: "false"}
  - {name: tonnage, title: {zh: 总吨, en: Gross tonnage}, type: decimal, places: 0, range: "[1..500000]"}
  - {name: remark, title: {zh: 说明, en: Remark}, type: text, required: "false"}
consistent:
  - {id: survey, order: [contract_on, survey_on], article: 某条例第二条, title: {zh: 检验不能早于建造合同, en: A survey cannot be older than the building contract}}
  - {id: size, table: rules, output: plausible, is: ["yes"], article: 某条例第三条, title: {zh: 吨位与船型不符, en: The tonnage does not fit the ship}}
roles:
  - {id: registry, title: {zh: 登记, en: Registry}, organ: {zh: 登记机关, en: Registry}}
  - {id: safety, title: {zh: 安全, en: Safety}, organ: {zh: 海事机构, en: Maritime authority}}
items:
  - id: own
    title: {zh: 所有权, en: Ownership}
    article: 某条例第四条
    roles: [registry]
    reads: [ship]
    automatic: "true"
    output: {zh: 所有权证书, en: Certificate of ownership}
    certificate: {kind: errand.own, prefix: EO, seal: registry, shows: [ship, imo, tonnage], holder: owner}
  - id: manning
    title: {zh: 配员, en: Manning}
    article: 某条例第五条
    roles: [safety]
    after: [own]
    prereview: "true"
    automatic: "true"
    output: {zh: 配员证书, en: Manning certificate}
    certificate: {kind: errand.manning, prefix: EM, seal: safety, shows: [ship], holder: owner, months: 60}
  - id: safety
    title: {zh: 安全管理, en: Safety management}
    article: 某条例第六条
    roles: [safety]
    after: [own]
    prereview: "true"
    automatic: "true"
    output: {zh: 安全管理证书, en: Safety certificate}
    certificate: {kind: errand.safety, prefix: ES, seal: safety, shows: [ship], holder: owner, until: plan_until}
datasets:
  law:
    title: {zh: 国家规定, en: National text}
    note: {zh: 按条文, en: As the text says}
    status: unverified
    items:
      own: {limit: {days: 7, unit: working, article: 某条例第七条}, issue: {days: 1, unit: working, article: 某条例第七条}}
      manning: {limit: {days: 15, unit: working, article: 某条例第七条}}
      safety: {limit: {days: 20, unit: working, article: 某条例第七条}}
  promise:
    title: {zh: 承诺, en: Promise}
    note: {zh: 按承诺, en: As promised}
    status: sample
    items:
      own: {limit: {days: 3, unit: working, article: 某条例第七条}}
      manning: {limit: {days: 5, unit: working, article: 某条例第七条}}
      safety: {limit: {days: 8, unit: working, article: 某条例第七条}, after: [own, manning]}
dataset: promise
"""
RULES = """
table: errand-rules
title: {zh: 规则, en: Rules}
article: 某条例第八条
status: sample
in_force_from: 2026-01-01
hit: first
inputs:
  - {name: tonnage, type: decimal, places: 0, range: "[1..500000]"}
outputs:
  - {name: plausible, type: choice, values: ["yes", "no"]}
rows:
  - {id: huge, when: {tonnage: "> 400000"}, then: {plausible: "no"}}
  - {id: plain, then: {plausible: "yes"}}
"""
GOLDEN = """
cases:
  - name: three certificates
    facts: {owner: A, ship: 闽远一号, imo: "9074729", contract_on: 2026-01-05, survey_on: 2026-02-05, tonnage: "5000"}
    on: 2026-03-02
    expect: {left_out: [], asked: [], parallel: 8, serial: 16}
    walk:
      - {ready: [own.review, manning.review, safety.review]}
"""
FACTS = {
    "ship": "闽远一号",
    "imo": "IMO 9074729",
    "contract_on": "2026-01-05",
    "survey_on": "2026-02-05",
    "tonnage": "5000",
    "plan_until": "2027-01-05",
}


def errand_folder(parent: Path, case: str = CASE, rules: str = RULES, golden: str = GOLDEN) -> Path:
    """The folder of the type below ``parent``."""
    folder = parent / "errand"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (("case.yaml", case), ("rules.yaml", rules), ("golden.yaml", golden)):
        (folder / name).write_text(text.lstrip(), encoding="utf-8")
    return folder


def errand_opened(person: str, company: str, at: datetime, **facts: str) -> str:
    """A case of the type; its public id."""
    data = {**FACTS, **facts}
    return case_open(person=person, organisation=company, type="errand", data=data, uploads=(), at=at)
