from django.apps import AppConfig


class AuditsConfig(AppConfig):
    name = "hygie.audits"
    label = "audits"

    def ready(self) -> None:
        from hygie.core.demo import DemoLoader, demo_loaders

        from . import audit_kinds, demo, overview_offers, plan_offers, proofs, tasks

        audit_kinds.register()
        tasks.register()
        proofs.register()
        overview_offers.register()
        plan_offers.register()
        demo_loaders.register(DemoLoader("audits", 35, demo.load))
