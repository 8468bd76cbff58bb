"""Client of Synthetic Souls, a self-hosted AI band."""
from .client import Client, NumberedEvent
from .transport import Download, SoulsError

__all__ = ["Client", "Download", "NumberedEvent", "SoulsError"]
