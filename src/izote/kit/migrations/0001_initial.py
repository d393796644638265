from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='DraftKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user_id', models.BigIntegerField(unique=True)),
                ('salt', models.BinaryField(max_length=32)),
            ],
            options={
                'db_table': 'kit_draftkey',
            },
        ),
        migrations.CreateModel(
            name='Once',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(max_length=64)),
                ('user_id', models.BigIntegerField()),
                ('body_hash', models.CharField(max_length=64)),
                ('result_url', models.CharField(default='', max_length=500)),
                ('at', models.DateTimeField(auto_now_add=True, db_index=True)),
            ],
            options={
                'db_table': 'kit_once',
                'constraints': [models.UniqueConstraint(fields=('user_id', 'token_hash'), name='kit_once_unique')],
            },
        ),
    ]
