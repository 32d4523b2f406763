"""A notice is found by what people call it, however they spell it."""

import pytest

from models.rulebook.identification.matching import find
from models.rulebook.identification.reading import notices


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("CMS-10003", {"integrated-denial-notice"}),
        ("cms 10003", {"integrated-denial-notice"}),
        ("CMS10003", {"integrated-denial-notice"}),
        ("10003", {"integrated-denial-notice"}),
        ("form CMS-10003-NDMCP (Exp. 2027)", {"integrated-denial-notice"}),
        ("Integrated Denial Notice", {"integrated-denial-notice"}),
        ("IDN", {"integrated-denial-notice"}),
        ("CMS-10123", {"nomnc-original", "nomnc-ma"}),
        ("NOMNC", {"nomnc-original", "nomnc-ma"}),
        ("NOMNC, Medicare Advantage", {"nomnc-ma"}),
        ("nomnc original medicare", {"nomnc-original"}),
        ("CMS-10124", {"denc"}),
        ("DENC", {"denc"}),
        ("IM", {"important-message-original", "important-message-ma"}),
        ("MOON", {"moon"}),
        ("my MOON from the hospital", {"moon"}),
        ("MSN", {"medicare-summary-notice"}),
        ("MCSN", {"medicare-change-of-status-notice"}),
        ("remittance with MA01", {"remittance-ma01"}),
        ("ma 130", {"remittance-ma130"}),
        ("a contracted provider's remittance", {"contracted-provider-remittance"}),
        ("CMS-10146", {"part-d-denial"}),
        ("Part D denial", {"part-d-denial"}),
        ("LEP letter", {"lep-letter"}),
        ("IRMAA determination", {"irmaa-determination"}),
        ("SSA predetermination", {"irmaa-predetermination"}),
        ("ANOC", {"annual-notice-of-change"}),
        ("CMS-1696", {"appointment-of-representative"}),
        ("SNF services ending", {"nomnc-original", "nomnc-ma"}),
        ("ABN", {"abn"}),
        ("CMS-R-131", {"abn"}),
        ("R131", {"abn"}),
        ("EOB 'not a bill'", {"part-c-eob", "part-d-eob"}),
        ("Part D EOB", {"part-d-eob"}),
        ("demand letter", {"overpayment-demand", "msp-demand"}),
        ("second at-risk notice", {"at-risk-second-notice"}),
        (
            "at-risk notices",
            {"at-risk-initial-notice", "at-risk-second-notice", "at-risk-alternate-notice"},
        ),
        ("Aviso de no cobertura de Medicare", {"nomnc-original", "nomnc-ma"}),
        ("explicacion de beneficios", {"part-c-eob", "part-d-eob"}),
        ("EXPLICACIÓN DE BENEFICIOS", {"part-c-eob", "part-d-eob"}),
        ("prior auth denial original", {"prior-authorization-non-affirmation"}),
        ("prior auth denied, Original Medicare", {"prior-authorization-non-affirmation"}),
        ("prior authorization denial, Medicare Advantage", {"integrated-denial-notice"}),
        (
            "prior authorization denial",
            {
                "integrated-denial-notice",
                "coverage-decision-letter",
                "part-d-denial",
                "prior-authorization-non-affirmation",
            },
        ),
        ("Notice of Medicare Provider Non-Coverage", {"nomnc-original", "nomnc-ma"}),
        ("CMS-10095", {"nomnc-ma"}),
        ("late enrollment penalty Part B", {"entitlement-determination"}),
        ("Part B LEP", {"entitlement-determination"}),
        ("late enrollment penalty", {"lep-letter"}),
        ("Part B enrollment denied", {"entitlement-determination"}),
        ("Part B premium penalty", {"entitlement-determination"}),
        ("my hearing was dismissed", {"omha-decision"}),
        ("ALJ dismissal", {"omha-decision"}),
        ("IRMAA appeal decision", {"ssa-reconsideration-irmaa"}),
        (
            "reconsideration denied",
            {
                "qic-reconsideration",
                "part-c-ire-reconsideration",
                "part-d-ire-reconsideration",
                "plan-reconsideration-upheld",
                "ssa-reconsideration-irmaa",
            },
        ),
        (
            "my claim was denied",
            {
                "medicare-summary-notice",
                "remittance-ma01",
                "integrated-denial-notice",
                "noncontract-provider-remittance",
            },
        ),
    ],
)
def test_found(words: str, ids: set[str]) -> None:
    assert {one.id for one in find(words, notices()).notices} == ids


def test_words_that_fit_several_list_them() -> None:
    found = {one.id for one in find("remittance", notices()).notices}
    assert found >= {"remittance-ma01", "remittance-ma130", "contracted-provider-remittance"}
    assert {one.id for one in find("IRMAA", notices()).notices} >= {
        "irmaa-determination",
        "irmaa-predetermination",
    }


@pytest.mark.parametrize("name", ["id", "title"])
def test_every_notice_is_found_by_what_it_is_called(name: str) -> None:
    for notice in notices():
        assert notice in find(getattr(notice, name), notices()).notices


def test_every_name_and_form_number_finds_its_notice() -> None:
    for notice in notices():
        for called in (*notice.forms, *notice.all_names):
            assert notice in find(called, notices()).notices, called


@pytest.mark.parametrize(
    ("words", "near"),
    [
        ("MOOON", "MOON"),
        ("CMS-10004", "CMS-10003"),
        ("Medcare Sumary Notice", "Medicare Summary Notice"),
        ("I got a letter from Social Security about IRMAA", "IRMAA predetermination notice"),
    ],
)
def test_what_is_not_found_has_what_is_near(words: str, near: str) -> None:
    found = find(words, notices())
    assert not found.notices
    assert near in found.nearest


def test_an_agency_alone_suggests_nothing() -> None:
    assert find("CMS-99999", notices()) == ((), ())


def test_a_whole_page_of_words_is_no_name() -> None:
    """Comparing it with every name would take half a minute."""
    assert find("CMS-" * 20_000, notices()) == ((), ())


@pytest.mark.parametrize("words", ["", "   ", "?!", "the", "qqqqqqqqqq"])
def test_words_that_say_nothing_find_nothing(words: str) -> None:
    assert not find(words, notices()).notices
