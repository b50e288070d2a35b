# Two stages: what builds never runs. The image runs as its own user on a read-only root; everything it writes lies in
# one volume:
#   docker run --read-only --tmpfs /tmp -v connector:/var/lib/connector -v ./config:/var/lib/connector/config:ro connector
FROM python:3.11-slim AS build
WORKDIR /build
COPY pyproject.toml README.md LICENSE ./
COPY connector connector
COPY config config
RUN python -m venv /opt/connector && /opt/connector/bin/pip install --no-cache-dir ".[postgresql]"

FROM python:3.11-slim
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/connector connector
COPY --from=build /opt/connector /opt/connector
ENV PATH=/opt/connector/bin:$PATH PYTHONUTF8=1 PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER connector
# Home: config/ is mounted here read-only by the operator, var/ holds the store, the logs and the reports.
WORKDIR /var/lib/connector
VOLUME ["/var/lib/connector"]
# 0 fresh and 1 needs a person are both alive; 2 is stale or dead.
HEALTHCHECK --interval=1m --timeout=20s --start-period=2m CMD connector status --quiet || [ $? -eq 1 ]
STOPSIGNAL SIGTERM
ENTRYPOINT ["connector"]
CMD ["daemon"]
