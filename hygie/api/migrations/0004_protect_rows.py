from django.db import migrations

from hygie.core.rowsecurity import ProtectRows


class Migration(migrations.Migration):
    dependencies = [("api", "0003_webhooks")]
    operations = [
        ProtectRows("api_delivery"),
        ProtectRows("api_webhook"),
    ]
