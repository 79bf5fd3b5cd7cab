"""Partners as an administrator makes them."""

import factory

from partners.models import Partner


class PartnerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Partner

    slug = factory.Sequence("lycee-{}".format)
    name = "Lycée Les Horizons"
    contact_email = factory.Sequence("cpe{}@lycee.example".format)
    origins = ["https://www.lycee.example"]
