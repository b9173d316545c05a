"""JUnit XML keeps to the schema of Jenkins' plugin, says what the record says, and its readers read it."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import junitparser
import pytest
import xmlschema

from autograder.course.errors import UsageError
from autograder.reports.exports.folder import write_junit
from autograder.reports.exports.junit import junit_xml
from autograder.reports.exports.stored import stored_records
from autograder.reports.files import write_file
from autograder.reports.words import blanks_of
from tests.reports import example

# The rules of junit-10.xsd (Jenkins' xunit plugin), as far as a report of ours can touch them.
RULES = """\
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:complexType name="why" mixed="true">
    <xs:attribute name="type" type="xs:string"/>
    <xs:attribute name="message" type="xs:string"/>
  </xs:complexType>
  <xs:element name="property"><xs:complexType>
    <xs:attribute name="name" type="xs:string" use="required"/>
    <xs:attribute name="value" type="xs:string" use="required"/>
  </xs:complexType></xs:element>
  <xs:element name="properties"><xs:complexType><xs:sequence>
    <xs:element ref="property" minOccurs="0" maxOccurs="unbounded"/>
  </xs:sequence></xs:complexType></xs:element>
  <xs:element name="testcase"><xs:complexType>
    <xs:choice minOccurs="0" maxOccurs="unbounded">
      <xs:element name="skipped" type="why"/>
      <xs:element name="error" type="why"/>
      <xs:element name="failure" type="why"/>
      <xs:element name="system-out" type="xs:string"/>
    </xs:choice>
    <xs:attribute name="name" type="xs:string" use="required"/>
    <xs:attribute name="time" type="xs:string"/>
    <xs:attribute name="classname" type="xs:string"/>
    <xs:attribute name="group" type="xs:string"/>
  </xs:complexType></xs:element>
  <xs:element name="testsuite"><xs:complexType>
    <xs:choice minOccurs="0" maxOccurs="unbounded">
      <xs:element ref="properties"/>
      <xs:element ref="testcase"/>
    </xs:choice>
    <xs:attribute name="name" type="xs:string" use="required"/>
    <xs:attribute name="tests" type="xs:nonNegativeInteger" use="required"/>
    <xs:attribute name="failures" type="xs:nonNegativeInteger" use="required"/>
    <xs:attribute name="errors" type="xs:nonNegativeInteger" use="required"/>
    <xs:attribute name="skipped" type="xs:nonNegativeInteger"/>
  </xs:complexType></xs:element>
  <xs:element name="testsuites"><xs:complexType>
    <xs:sequence><xs:element ref="testsuite" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
    <xs:attribute name="name" type="xs:string"/>
  </xs:complexType></xs:element>
</xs:schema>
"""
NASTY = "\x00\x1b[31m ]]> & <b> \"'\ud800\ufffe\n\ttab"


@pytest.fixture(scope="module")
def schema() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(RULES)


def xml(*records: Mapping[str, Any], expected: bool = False) -> str:
    return "".join(junit_xml(records, expected=expected))


def nasty() -> dict[str, Any]:
    wrong = example.check("wrong", NASTY, detail=NASTY, input=NASTY, expected=NASTY)
    task = example.task("0.1", NASTY, example.blank("m&l", wrong))
    return example.record(NASTY, example.assignment("00_scalars", NASTY, task))


def test_every_report_keeps_to_the_schema(schema: xmlschema.XMLSchema) -> None:
    for records in ([], [example.mixed()], [example.perfect("bob"), example.refused("eve", NASTY), nasty()]):
        schema.validate(xml(*records, expected=True))
    with pytest.raises(xmlschema.XMLSchemaException):
        schema.validate(
            xml(example.mixed()).replace("<testcase ", "<testcases ").replace("</testcase>", "</testcases>")
        )


def test_the_most_used_reader_finds_the_verdict_of_every_blank() -> None:
    record = example.mixed("ada")
    report = junitparser.JUnitXml.fromstring(xml(record).encode())
    assert [suite.name for suite in report] == ["ada: 00_scalars", "ada: 01_autograd"]
    cases = [case for suite in report for case in suite]
    kinds = {"todo": junitparser.Skipped, "blocked": junitparser.Skipped, "broken": junitparser.Error}
    for case, (_, task, blank) in zip(cases, blanks_of(record), strict=True):
        assert case.name == f"Task {task['task']}: {blank['symbol']}"
        found = [(type(result), result.type) for result in case.result]
        verdict = blank["verdict"]
        assert found == ([] if verdict == "pass" else [(kinds.get(verdict, junitparser.Failure), verdict)])


def test_the_counts_of_a_suite_are_those_of_its_cases() -> None:
    report = junitparser.JUnitXml.fromstring(xml(example.mixed()).encode())
    for suite in report:
        told = (suite.tests, suite.failures, suite.errors, suite.skipped)
        suite.update_statistics()
        assert told == (suite.tests, suite.failures, suite.errors, suite.skipped)


def test_a_failure_says_law_detail_and_input_and_the_answer_only_where_it_may() -> None:
    for expected in (False, True):
        root = ET.fromstring(xml(example.mixed(), expected=expected))
        failure = root.find(".//testcase[@name='Task 0.1: relu']/failure")
        assert failure is not None and failure.text is not None
        assert failure.get("message") == "WRONG: relu(x) is max(0, x)."
        for words in ("relu(x) is max(0, x).", "expected 6.0, got 5.0", "x = 2.0", "y = 3.0"):
            assert words in failure.text
        assert ("expected  6.0" in failure.text) == expected


def test_what_xml_cannot_hold_is_replaced_and_the_rest_survives() -> None:
    case = ET.fromstring(xml(nasty()).encode("utf-8")).find(".//testcase/failure")
    assert case is not None
    assert "\ufffd\ufffd[31m ]]> & <b> \"'\ufffd\ufffd" in str(case.get("message"))


def test_a_hand_in_that_could_not_be_read_is_one_failure() -> None:
    report = junitparser.JUnitXml.fromstring(xml(example.refused("eve", "it is damaged")).encode())
    (case,) = [case for suite in report for case in suite]
    assert [result.message for result in case.result] == ["it is damaged"]


def store(out: Path, *records: Mapping[str, Any]) -> None:
    for record in records:
        write_file(out / "records" / f"{record['student']}.json", [json.dumps(record)])


def test_a_folder_has_one_report_for_each_stored_record(tmp_path: Path) -> None:
    store(tmp_path, example.mixed("ada"), example.perfect("bob"))
    assert write_junit(tmp_path / "junit", stored_records(tmp_path), expected=False) == 2
    assert {path.name for path in (tmp_path / "junit").iterdir()} == {"ada.xml", "bob.xml"}
    assert junitparser.JUnitXml.fromfile(str(tmp_path / "junit" / "bob.xml")).tests == 1
    assert [record["student"] for record in stored_records(tmp_path, "bob")] == ["bob"]


def test_no_records_an_unknown_student_and_a_bent_record_are_one_sentence_each(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="run `autograder grade`"):
        stored_records(tmp_path)
    store(tmp_path, example.mixed("ada"))
    with pytest.raises(UsageError, match="did you mean 'ada'"):
        stored_records(tmp_path, "adda")
    for text in ("{", "[]", json.dumps(example.mixed("ada") | {"schema": 9})):
        (tmp_path / "records" / "ada.json").write_text(text)
        with pytest.raises(UsageError, match=r"ada\.json .*grade that submission again"):
            list(stored_records(tmp_path))
