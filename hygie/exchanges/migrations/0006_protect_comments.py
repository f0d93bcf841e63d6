from django.db import migrations

from hygie.core.rowsecurity import ProtectRows


class Migration(migrations.Migration):
    dependencies = [("exchanges", "0005_comments")]
    operations = [ProtectRows("exchanges_comment")]
