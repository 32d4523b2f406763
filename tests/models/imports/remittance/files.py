"""Remittance files in the shape of public samples of the 835; all in them is made up."""

from datetime import date

_INTERCHANGE = (
    "ISA*00*          *00*          *ZZ*MACPAYER       *ZZ*PROVIDER       *261120*1200*^*00501*"
    "000000001*0*P*:~"
)

PATIENT = "NM1*QC*1*DOE*JANE****MI*1EG4TE5MK73"

DENIED = (
    "CLP*PAT1*4*500*0*0*MB*1126100000001", PATIENT, "MOA***MA01",
    "SVC*HC:27447:RT*500*0**1", "DTM*472*20261001", "CAS*CO*50*500", "LQ*HE*N115",
)  # fmt: skip
"""Not medically necessary, under a local coverage determination."""

PARTLY_DENIED = (
    "CLP*PAT2*1*300*80*0*16*1126100000002", PATIENT,
    "SVC*HC:99213*200*80**1", "DTM*472*20261002", "CAS*CO*45*120",
    "SVC*HC:J1100*100*0**1", "DTM*150*20261002", "DTM*151*20261003", "CAS*CO*253*1*1*96*99",
)  # fmt: skip
"""Of two services of a Medicare HMO one was paid, and one is not covered."""


def claim(status: str, adjustment: str, filing: str = "MB", *more: str) -> tuple[str, ...]:
    """A claim of $200, of which nothing was paid."""
    return (f"CLP*PAT9*{status}*200*0*0*{filing}*1126100000009", *more, f"CAS*{adjustment}")


def transaction(
    number: str,
    *claims: tuple[str, ...],
    payer: str = "MEDICARE PART B",
    count: int | None = None,
    on: date = date(2026, 11, 17),
) -> str:
    """A transaction that was produced on a day."""
    body = [
        f"ST*835*{number}",
        "BPR*I*100*C*ACH*CCP*01*111*DA*222*1512345678**01*333*DA*444*20261118",
        "TRN*1*12345*1512345678",
        f"DTM*405*{on:%Y%m%d}",
        f"N1*PR*{payer}*XV*12345",
        "REF*2U*H9999",
        "N1*PE*VALLEY CLINIC*XX*1234567893",
        "LX*1",
        *(one for claim in claims for one in claim),
    ]
    return "".join(f"{one}~\n" for one in (*body, f"SE*{count or len(body) + 1}*{number}"))


def file(*transactions: str) -> str:
    group = "GS*HP*MACPAYER*PROVIDER*20261120*1200*1*X*005010X221A1~"
    return f"{_INTERCHANGE}{group}{''.join(transactions)}GE*1*1~IEA*1*000000001~"
