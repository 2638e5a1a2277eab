# The portal as one image, for web, worker and scheduler alike. Built from the hash-locked requirements alone.
FROM python:3.11-slim AS packages
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements/base.txt requirements/semantic.txt /tmp/
# --no-deps: the lock is whole; requirements/excludes.txt says what it leaves out on purpose.
RUN pip install --no-deps --require-hashes --only-binary :all: -r /tmp/base.txt
# Notes found by meaning: 110 MB of packages and 140 MB of memory a process. --build-arg SEMANTIC= leaves it out.
ARG SEMANTIC=yes
RUN if [ -n "$SEMANTIC" ]; then pip install --no-deps --require-hashes --only-binary :all: -r /tmp/semantic.txt; fi

FROM python:3.11-slim
RUN groupadd --system --gid 10001 portal && useradd --system --uid 10001 --gid portal --no-create-home portal
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 MODE=production VAR_DIR=/var/lib/portal PORT=8000
COPY --from=packages /opt/venv /opt/venv
WORKDIR /srv/portal
COPY manage.py ./
COPY locale locale
COPY static static
COPY templates templates
COPY portal portal
COPY practices practices
COPY networks networks
COPY search search
# Texts and static files belong to the image; the settings given here serve this step alone.
RUN mkdir -p /var/lib/portal/media /var/lib/portal/index /var/lib/portal/beat \
    && export SECRET_KEY=only-for-building-the-image-and-never-used-to-run-anything ALLOWED_HOSTS=build.invalid \
       DATABASE_URL=sqlite://:memory: \
    && python manage.py compile_texts && python manage.py collectstatic --no-input \
    && python -m compileall -q portal practices networks search \
    && chown -R portal:portal /var/lib/portal/media /var/lib/portal/index /var/lib/portal/beat
USER portal
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=6s --start-period=60s --retries=3 CMD ["python", "-m", "portal.probe"]
# /dev/shm: the workers' heartbeat must not wait for a slow disk. 8190: for addresses that are too long the portal has words
# of its own, the server has not.
CMD ["sh", "-c", "exec gunicorn portal.wsgi --bind 0.0.0.0:${PORT} --worker-class gthread --workers ${WEB_WORKERS:-3} --threads ${WEB_THREADS:-4} --max-requests 5000 --max-requests-jitter 500 --graceful-timeout 20 --worker-tmp-dir /dev/shm --limit-request-line 8190 --no-control-socket"]
