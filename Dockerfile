# Two stages: what builds never runs. The image runs as its own user; everything it writes lies in one volume.
FROM python:3.11-slim AS build
WORKDIR /build
COPY pyproject.toml README.md LICENSE ./
COPY connector connector
COPY config config
RUN python -m venv /opt/connector && /opt/connector/bin/pip install --no-cache-dir .

FROM python:3.11-slim
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/connector connector
COPY --from=build /opt/connector /opt/connector
ENV PATH=/opt/connector/bin:$PATH PYTHONUTF8=1 PYTHONDONTWRITEBYTECODE=1
USER connector
# Home: config/ is mounted here read-only by the operator, var/ holds the store, the logs and the reports.
WORKDIR /var/lib/connector
VOLUME ["/var/lib/connector"]
ENTRYPOINT ["connector"]
CMD ["sync"]
