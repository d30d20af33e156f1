# Builds the wheel, front end included, and installs it; compilers and Node stay behind.
FROM python:3.11-slim AS build
WORKDIR /src
COPY . .
RUN python -m venv /app && /app/bin/pip install --no-cache-dir .

FROM python:3.11-slim
RUN useradd --uid 10001 --home-dir /data --create-home graphcrm
COPY --from=build /app /app
ENV PATH=/app/bin:$PATH \
    GRAPHCRM_DATA=/data \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER graphcrm
WORKDIR /data
VOLUME /data
EXPOSE 8000
CMD ["granian", "--interface", "asgi", "--workers", "1", "--no-ws", "--workers-kill-timeout", "3", "--host", "0.0.0.0", "--port", "8000", "graphcrm.web.asgi:app"]
