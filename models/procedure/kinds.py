"""The intake and the procedure of each kind of case."""

from typing import Any

from models.cases.kinds import CaseKind
from models.inputs.appeal_intake import Intake
from models.inputs.cms_complaint import ComplaintIntake
from models.inputs.common_intake import AnyIntake
from models.inputs.grievance import GrievanceIntake
from models.inputs.records_transfer import RecordsIntake
from models.inputs.second_opinion import SecondOpinionIntake
from models.procedure.appeal.procedure import AppealProcedure
from models.procedure.cms_complaint.procedure import ComplaintProcedure
from models.procedure.grievance.procedure import GrievanceProcedure
from models.procedure.play import Procedure
from models.procedure.records_transfer.procedure import RecordsProcedure
from models.procedure.second_opinion.procedure import OpinionProcedure

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
