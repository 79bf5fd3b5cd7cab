"""What every answer passes through, beyond what the libraries give."""

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings


class ContentPolicyMiddleware(CSPMiddleware):
    """The strict policy everywhere; Wagtail's admin, with its inline scripts, gets its own."""

    def get_policy_parts(self, request, response, report_only=False) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if request.path_info.startswith("/admin/"):
            parts.config = settings.ADMIN_CONTENT_SECURITY_POLICY
        return parts
