from django.db import migrations

from hygie.core.rowsecurity import ProtectRows


class Migration(migrations.Migration):
    dependencies = [("governance", "0005_indicator_filings")]
    operations = [
        ProtectRows("governance_indicatorfiling"),
        ProtectRows("governance_indicatormeasure"),
    ]
