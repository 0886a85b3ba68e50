"""Django's settings, one file per concern; everything an operator may set comes from the environment."""

from .base import *  # noqa: F403
from .database import DATABASES, DEFAULT_AUTO_FIELD  # noqa: F401
from .home import DEMO, TESTING, ZAITON_HOME  # noqa: F401
from .languages import *  # noqa: F403
from .logs import LOG_FILE, LOGGING  # noqa: F401
from .mail import *  # noqa: F403
from .money import *  # noqa: F403
from .retail_tax import RETAIL_TAX_FOLDER  # noqa: F401
from .scanning import CLAMAV, SCANNER  # noqa: F401
from .sealing import SEAL_PASSPHRASE  # noqa: F401
from .security import *  # noqa: F403
from .serving import HOST, PORT, PROCESSES, PROXY, THREADS, WORKERS  # noqa: F401
from .static import *  # noqa: F403
from .telling import SITE_URL, WEBHOOK_ALLOW  # noqa: F401
