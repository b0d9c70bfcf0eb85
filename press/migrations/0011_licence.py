import core.clock
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('press', '0010_personal'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='OpenLicence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=20, verbose_name='giấy phép')),
                ('because', models.TextField(verbose_name='căn cứ')),
                ('confirmed_at', models.DateTimeField(default=core.clock.now, verbose_name='xác nhận lúc')),
                ('confirmed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người xác nhận')),
            ],
            options={
                'verbose_name': 'giấy phép dữ liệu mở',
                'verbose_name_plural': 'giấy phép dữ liệu mở',
                'ordering': ('-confirmed_at', '-pk'),
                'permissions': [('confirm_licence', 'Xác nhận giấy phép dữ liệu mở')],
                'constraints': [models.CheckConstraint(condition=models.Q(('because__gt', ''), ('name__gt', '')), name='press_licence_on_a_ground')],
            },
        ),
    ]
