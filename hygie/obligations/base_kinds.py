"""The kinds of proof that the catalogue's rules speak of.

Declared here, below the pillars, because a requirement needs its kinds before the pillar that will deposit them is
there; a pillar that deposits something new registers its own kinds beside these.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .proof_kinds import Choice, Choices, Flag, Integer, Number, Option, ProofKind, Words
from .registries import proof_kinds

SCOPES = (
    Option("care_service", _("A major care service")),
    Option("administrative_process", _("The most critical administrative process")),
    Option("technical_platform", _("A technical platform (pharmacy, imaging, biology)")),
)

PARTICIPANTS = (
    Option("direction", _("Management")),
    Option("it", _("IT")),
    Option("care", _("Care")),
    Option("communication", _("Communication")),
)

KIT_LEVELS = (
    Option("beginner", _("Beginner")),
    Option("intermediate", _("Intermediate")),
    Option("advanced", _("Advanced")),
)

INDICATORS = (
    Option("unsupported_workstations", _("Unsupported workstations")),
    Option("unsupported_servers", _("Unsupported servers")),
    Option("privileged_users", _("Privileged users")),
    Option("unchangeable_secrets", _("Secrets that cannot be changed")),
    Option("non_dedicated_administration", _("Administration without a dedicated workstation or account")),
    Option("non_isolated_administration", _("Administration that is not isolated")),
)

SECURITY_TOPICS = (
    Option("mapping", _("Mapping")),
    Option("configuration", _("Configuration")),
    Option("segregation", _("Segregation")),
    Option("remote_access", _("Remote access")),
    Option("filtering", _("Filtering")),
    Option("admin_accounts", _("Administration accounts")),
    Option("admin_systems", _("Administration systems")),
    Option("identification", _("Identification")),
    Option("authentication", _("Authentication")),
    Option("access_rights", _("Access rights")),
    Option("patching", _("Security patching")),
    Option("physical_security", _("Physical and environmental security")),
    Option("detection", _("Detection")),
    Option("logging", _("Logging")),
    Option("correlation", _("Log correlation and analysis")),
    Option("incident_response", _("Incident response")),
    Option("alerts", _("Handling of alerts")),
    Option("crisis", _("Crisis management")),
)

AUTHORITIES = (
    Option("health_portal", _("The national health portal (CERT Santé, ARS)")),
    Option("anssi", _("ANSSI")),
    Option("nis2_authority", _("The NIS2 authority")),
    Option("cnil", _("The CNIL")),
    Option("persons", _("The persons concerned")),
    Option("police", _("Police or gendarmerie (complaint)")),
)

ROLES = (
    Option("ciso", _("CISO (RSSI)")),
    Option("deputy_ciso", _("Deputy CISO")),
    Option("dpo", _("Data protection officer (DPO)")),
    Option("crisis_director", _("Crisis director")),
    Option("biomedical_referent", _("Biomedical security referent")),
    Option("business_referent", _("Business referent for restoration")),
)

CRITERIA = (
    Option("digital_governance", _("Digital governance")),
    Option("staff_knowledge", _("Know-how of the staff")),
)

GOVERNANCE = (
    ProofKind(
        code="security_policy",
        label=_("Information security policy (PSSI)"),
        latest=_("The latest security policy"),
        help=_("The date is that of the approval, or of the latest review."),
        measures=(Flag(code="approved", label=_("Approved by the legal representative"), required=True),),
        activity="governance",
    ),
    ProofKind(
        code="appointment",
        label=_("Appointment"),
        latest=_("The latest appointment"),
        help=_("The decision that names the person and the role. Do not type the name here: it stays in the document."),
        measures=(Choice(code="role", label=_("Role"), options=ROLES, required=True),),
        activity="governance",
    ),
    ProofKind(
        code="risk_analysis",
        label=_("Risk analysis"),
        latest=_("The latest risk analysis"),
        activity="governance",
    ),
    ProofKind(
        code="accreditation",
        label=_("Security accreditation (homologation)"),
        latest=_("The latest accreditation decision"),
        help=_("The decision is re-examined at least every three years."),
        measures=(Words(code="system", label=_("Information system concerned")),),
        months=36,
        activity="governance",
    ),
    ProofKind(
        code="security_indicator",
        label=_("Security indicator"),
        latest=_("The latest measure of the indicator"),
        measures=(
            Choice(code="indicator", label=_("Indicator"), options=INDICATORS, required=True),
            Number(code="share", label=_("Measured share"), minimum=0, maximum=100, unit="%", required=True),
        ),
        activity="governance",
    ),
    ProofKind(
        code="security_measures",
        label=_("Description of security measures"),
        latest=_("The latest description of security measures"),
        help=_("One document may describe several topics: tick all of them."),
        measures=(Choices(code="topics", label=_("Topics covered"), options=SECURITY_TOPICS, required=True),),
        activity="governance",
    ),
    ProofKind(
        code="self_assessment",
        label=_("Self-assessment on the priority cyber measures"),
        latest=_("The latest self-assessment"),
        measures=(Number(code="score", label=_("Result, if the tool gives one"), minimum=0, maximum=100, unit="%"),),
        activity="governance",
    ),
    ProofKind(
        code="quality_plan",
        label=_("Cyber security within quality and risk management"),
        latest=_("The latest quality plan that covers cyber security"),
        help=_("The extract of the quality and risk management plan that deals with cyber security."),
        activity="governance",
    ),
    ProofKind(
        code="identification_referential",
        label=_("Application of the identification and authentication referentials"),
        latest=_("The latest document on identification and authentication"),
        measures=(
            Flag(code="identification", label=_("Covers identification"), required=True),
            Flag(code="authentication", label=_("Covers authentication"), required=True),
        ),
        activity="governance",
    ),
    ProofKind(
        code="digital_budget",
        label=_("Share of the budget given to digital"),
        latest=_("The latest statement of the digital budget"),
        measures=(
            Integer(code="year", label=_("Financial year"), minimum=2020, maximum=2100, required=True),
            Number(code="share", label=_("Share of the budget"), minimum=0, maximum=100, unit="%", required=True),
        ),
        activity="governance",
    ),
    ProofKind(
        code="certification_review",
        label=_("Review of the digital criteria of the HAS certification"),
        latest=_("The latest review of the digital criteria"),
        measures=(Choices(code="criteria", label=_("Criteria covered"), options=CRITERIA, required=True),),
        activity="governance",
    ),
    ProofKind(
        code="breach_register",
        label=_("Internal register of data breaches"),
        latest=_("The latest copy of the register"),
        help=_("Counts and categories only: upload the register without any personal data."),
        measures=(Integer(code="breaches", label=_("Breaches recorded"), minimum=0, maximum=10_000),),
        activity="governance",
    ),
)

AUDITS = (
    ProofKind(
        code="security_audit",
        label=_("Security audit"),
        latest=_("The latest security audit"),
        measures=(
            Words(code="scope", label=_("Scope")),
            Flag(code="qualified", label=_("By a PASSI-qualified auditor")),
        ),
        activity="audits",
    ),
    ProofKind(
        code="exposure_audit",
        label=_("Audit of exposure on the Internet"),
        latest=_("The latest exposure audit"),
        help=_("The date is the day on which the audit was run."),
        activity="audits",
    ),
    ProofKind(
        code="directory_audit",
        label=_("Active Directory audit (ADS, from an ORADAD collection)"),
        latest=_("The latest Active Directory audit"),
        measures=(
            Integer(code="level", label=_("ADS level, from 1 (worst) to 5"), minimum=1, maximum=5, required=True),
            Integer(code="not_evaluated", label=_("Controls not evaluated"), minimum=0, maximum=1000),
        ),
        activity="audits",
    ),
)

CONTINUITY = (
    ProofKind(
        code="continuity_organisation",
        label=_("Description of the organisation for the continuity and recovery plans (PCRA)"),
        latest=_("The latest description of the organisation"),
        activity="continuity",
    ),
    ProofKind(
        code="continuity_governance",
        label=_("Governance of continuity"),
        latest=_("The latest document on the governance of continuity"),
        activity="continuity",
    ),
    ProofKind(
        code="emergency_plan",
        label=_("Hospital emergency plan (plan blanc)"),
        latest=_("The latest hospital emergency plan"),
        measures=(Flag(code="digital_risk", label=_("Deals with digital risk"), required=True),),
        activity="continuity",
    ),
    ProofKind(
        code="crisis_procedure",
        label=_("Cyber-crisis procedure"),
        latest=_("The latest cyber-crisis procedure"),
        measures=(
            Flag(code="crisis_cell", label=_("Describes the crisis cell"), required=True),
            Flag(code="reporting", label=_("Describes the reporting of incidents"), required=True),
        ),
        activity="continuity",
    ),
    ProofKind(
        code="impact_analysis",
        label=_("Business impact analysis (BIA)"),
        latest=_("The latest business impact analysis"),
        measures=(Choice(code="scope", label=_("What it covers"), options=SCOPES, required=True),),
        activity="continuity",
    ),
    ProofKind(
        code="continuity_plan",
        label=_("Continuity and recovery plan (PCRA)"),
        latest=_("The latest continuity and recovery plan"),
        measures=(Choice(code="scope", label=_("What it covers"), options=SCOPES, required=True),),
        activity="continuity",
    ),
    ProofKind(
        code="continuity_test",
        label=_("Test of a continuity plan"),
        latest=_("The latest test of a continuity plan"),
        measures=(
            Flag(code="field_exercise", label=_("Tested in a field exercise"), required=True),
            Flag(code="others_planned", label=_("The other tests are planned"), required=True),
        ),
        activity="exercises",
    ),
    ProofKind(
        code="backup_policy",
        label=_("Backup and restore policy"),
        latest=_("The latest backup and restore policy"),
        measures=(Flag(code="covers_saas", label=_("Covers SaaS"), required=True),),
        activity="continuity",
    ),
    ProofKind(
        code="backup_plan",
        label=_("Backup plans of the critical systems"),
        latest=_("The latest backup plan"),
        activity="continuity",
    ),
    ProofKind(
        code="backup_authentication",
        label=_("Authentication on the backup system"),
        latest=_("The latest description of authentication on the backup system"),
        measures=(
            Flag(code="separate", label=_("Separate authentication for backup"), required=True),
            Flag(code="fine_roles", label=_("Fine roles"), required=True),
            Flag(code="second_factor", label=_("Second factor"), required=True),
            Flag(code="dedicated_directory", label=_("A dedicated Active Directory is used"), required=True),
            Integer(code="directory_level", label=_("ADS level of that directory"), minimum=1, maximum=5),
        ),
        activity="continuity",
    ),
    ProofKind(
        code="isolation_path",
        label=_("Path to emergency isolation (“bouton rouge”)"),
        latest=_("The latest path to emergency isolation"),
        activity="continuity",
    ),
    ProofKind(
        code="backup_path",
        label=_("Path to 3-2-1 backup"),
        latest=_("The latest path to 3-2-1 backup"),
        measures=(Flag(code="immutable_offline", label=_("With an immutable offline copy"), required=True),),
        activity="continuity",
    ),
    ProofKind(
        code="backup_monitoring",
        label=_("Monitoring of backups"),
        latest=_("The latest document on the monitoring of backups"),
        measures=(Flag(code="central_alerts", label=_("Alerts are central (GHT)")),),
        activity="continuity",
    ),
    ProofKind(
        code="restore_test",
        label=_("Technical restore test"),
        latest=_("The latest restore test"),
        measures=(
            Words(code="system", label=_("System restored")),
            Number(code="duration", label=_("Time to restore"), minimum=0, maximum=10_000, unit="h"),
        ),
        activity="continuity",
    ),
)

EXERCISES = (
    ProofKind(
        code="crisis_exercise",
        label=_("Cyber-crisis exercise"),
        latest=_("The latest cyber-crisis exercise"),
        help=_("The date is the day of the exercise."),
        measures=(
            Choices(code="participants", label=_("Who took part"), options=PARTICIPANTS, required=True),
            Flag(code="review_written", label=_("An after-action review (RETEX) is written"), required=True),
            Flag(code="review_in_quality_plan", label=_("The RETEX is in the quality plan"), required=True),
            Choice(code="kit", label=_("Level of the exercise kit"), options=KIT_LEVELS),
        ),
        activity="exercises",
    ),
)

INCIDENTS = (
    ProofKind(
        code="reporting_procedure",
        label=_("Procedure for reporting incidents"),
        latest=_("The latest reporting procedure"),
        help=_("Who decides, who reports, to whom, within which time, day and night."),
        measures=(Choices(code="authorities", label=_("Who is told"), options=AUTHORITIES, required=True),),
        activity="incidents",
    ),
)

BASE_KINDS: tuple[ProofKind, ...] = (*GOVERNANCE, *AUDITS, *CONTINUITY, *EXERCISES, *INCIDENTS)


def register_base_kinds() -> None:
    """Called once, by the app when it is ready."""
    for kind in BASE_KINDS:
        proof_kinds.register(kind)
