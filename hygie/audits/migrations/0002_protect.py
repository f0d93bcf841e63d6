from django.db import migrations

from hygie.core.rowsecurity import ProtectRows


class Migration(migrations.Migration):
    dependencies = [("audits", "0001_initial")]
    operations = [
        ProtectRows("audits_advisoryalert"),
        ProtectRows("audits_asset"),
        ProtectRows("audits_audit"),
        ProtectRows("audits_auditoraccess"),
        ProtectRows("audits_campaign"),
        ProtectRows("audits_closingday"),
        ProtectRows("audits_deadlinepolicy"),
        ProtectRows("audits_finding"),
        ProtectRows("audits_findingcve"),
        ProtectRows("audits_findingday"),
        ProtectRows("audits_findingevent"),
        ProtectRows("audits_findingfile"),
        ProtectRows("audits_findingsummary"),
        ProtectRows("audits_planaction"),
        ProtectRows("audits_plannedfinding"),
        ProtectRows("audits_product"),
        ProtectRows("audits_question"),
        ProtectRows("audits_remediationplan"),
        ProtectRows("audits_reportimport"),
        ProtectRows("audits_savedfilter"),
        ProtectRows("audits_weakness"),
    ]
