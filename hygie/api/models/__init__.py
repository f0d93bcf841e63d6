from .tokens import ApiToken, UsedKey
from .webhooks import Delivery, Webhook

__all__ = ["ApiToken", "Delivery", "UsedKey", "Webhook"]
