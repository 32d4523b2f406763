"""The intake and the procedure of each kind of case."""

from typing import Any

from models.any_intake import AnyIntake
from models.cases.kinds import CaseKind
from models.cms_complaint import ComplaintIntake
from models.grievance import GrievanceIntake
from models.intake import Intake
from models.procedure.appeal.procedure import AppealProcedure
from models.procedure.cms_complaint.procedure import ComplaintProcedure
from models.procedure.grievance.procedure import GrievanceProcedure
from models.procedure.play import Procedure
from models.procedure.records_transfer.procedure import RecordsProcedure
from models.procedure.second_opinion.procedure import OpinionProcedure
from models.records_transfer import RecordsIntake
from models.second_opinion import SecondOpinionIntake

INTAKES: dict[CaseKind, type[AnyIntake]] = {
    CaseKind.APPEAL: Intake,
    CaseKind.CMS_COMPLAINT: ComplaintIntake,
    CaseKind.GRIEVANCE: GrievanceIntake,
    CaseKind.RECORDS_TRANSFER: RecordsIntake,
    CaseKind.SECOND_OPINION: SecondOpinionIntake,
}

PROCEDURES: dict[CaseKind, Procedure[Any, Any]] = {
    CaseKind.APPEAL: AppealProcedure(),
    CaseKind.CMS_COMPLAINT: ComplaintProcedure(),
    CaseKind.GRIEVANCE: GrievanceProcedure(),
    CaseKind.RECORDS_TRANSFER: RecordsProcedure(),
    CaseKind.SECOND_OPINION: OpinionProcedure(),
}
