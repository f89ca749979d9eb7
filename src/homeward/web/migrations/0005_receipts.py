from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('web', '0004_passkeys'),
    ]

    operations = [
        migrations.AddField(
            model_name='request',
            name='received_at',
            field=models.DateTimeField(null=True),
        ),
    ]
