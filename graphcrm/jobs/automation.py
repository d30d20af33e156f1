"""What time sets off, carried out by a worker once a minute."""

from graphcrm.automation import elapsed
from graphcrm.jobs.celery import TICK_SECONDS, app


@app.task(name="automation.pass_time", ignore_result=True, expires=TICK_SECONDS)
def pass_time() -> int:
    """Carry out what is due by now; return how much it was."""
    return elapsed.pass_time()
