# One image that runs Hark: the built frontend, the locked Python packages, no compiler, no Node, no root.
#
#   docker build -t hark .
#   docker run -p 8000:8000 -v hark-data:/data -e HARK_ORIGINS=https://hark.example.org hark
#
# Everything that has to outlive the container is in /data: the SQLite file and the server's own key, unless
# HARK_DATABASE__URL names a PostgreSQL and HARK_SECRET_KEY brings the key. docs/settings.md lists every setting.

FROM node:24-slim AS frontend
WORKDIR /build/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
COPY frontend/packages/crypto/package.json packages/crypto/
COPY frontend/packages/protocol/package.json packages/protocol/
COPY frontend/packages/vault/package.json packages/vault/
COPY frontend/packages/ui/package.json packages/ui/
COPY frontend/pupil/package.json pupil/
COPY frontend/button/package.json button/
COPY frontend/console/package.json console/
RUN npm ci
COPY frontend ./
RUN npm run build

FROM python:3.13-slim AS packages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build
RUN python -m venv /opt/hark
ENV PATH=/opt/hark/bin:$PATH
COPY requirements/app.txt requirements/build.txt requirements/
# The build tools go into the builder's own Python, so that the image's environment holds only what runs.
RUN pip install --require-hashes -r requirements/app.txt && /usr/local/bin/pip install --require-hashes -r requirements/build.txt
COPY pyproject.toml README.md alembic.ini ./
COPY alembic alembic
COPY app app
COPY --from=frontend /build/app/static app/static
RUN /usr/local/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /build/wheel . && pip install --no-deps /build/wheel/*.whl

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin hark && install -d -o hark -g hark -m 0700 /data
COPY --from=packages /opt/hark /opt/hark
ENV PATH=/opt/hark/bin:$PATH HARK_DATA_DIR=/data PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER hark
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["hark", "serve", "--host", "0.0.0.0", "--port", "8000"]
