# The image of every locworker service: builder makes the environment by the script that CI uses, `service` runs it.
# Digests are of multi-platform indexes; docs/operations.md says how to renew them.
ARG PYTHON_IMAGE=python:3.11.15-slim-bookworm@sha256:d29f48a31a8b408ed19272ca1e7b10ebae13b240a27e862d3d4217c528e2e0c3

FROM ${PYTHON_IMAGE} AS builder
WORKDIR /opt/locworker
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY requirements/build.txt requirements/service.txt requirements/
COPY scripts/setup.sh scripts/
COPY glossaries/finance.csv glossaries/
COPY locworker locworker
RUN sh scripts/setup.sh service environment

FROM ${PYTHON_IMAGE} AS service
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="locworker" \
      org.opencontainers.image.description="Articles in, checked PO catalogs out, reviewed articles back" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY scripts/setup.sh /opt/locworker/scripts/
# Apertium's pairs and gettext; no compiler comes with them.
RUN sh /opt/locworker/scripts/setup.sh service packages \
    && rm -rf /var/lib/apt/lists/*
RUN groupadd --gid 10001 locworker \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin locworker \
    && install --directory --owner 10001 --group 10001 /project /var/lib/locworker
COPY --from=builder /opt/locworker/.venv /opt/locworker/.venv
COPY docker/health.py /opt/locworker/
# The root file system may be read-only: /tmp is where programs that want a home find one.
ENV PATH=/opt/locworker/.venv/bin:${PATH} \
    HOME=/tmp \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    LOCWORKER_DATA_DIR=/var/lib/locworker \
    LOCWORKER_METRICS_BIND=0.0.0.0:9464
WORKDIR /project
USER 10001:10001
HEALTHCHECK --interval=15s --timeout=5s --start-period=40s --retries=4 \
    CMD ["python", "/opt/locworker/health.py", "9464", "healthz"]
ENTRYPOINT ["locworker"]
CMD ["--help"]
