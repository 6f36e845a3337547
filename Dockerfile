# docker build -t mergescope .
# Behind a proxy with a certificate of its own: docker build --secret id=ca,src=/path/to/ca.crt …
# CPU-only or offline: put wheels (torch) into the folder wheels/ first; pip looks there before it asks an index.

FROM debian:bookworm-slim AS base
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
RUN --mount=type=bind,source=docker,target=/docker --mount=type=secret,id=ca \
    /docker/with-ca /docker/apt-install python3 ca-certificates

FROM base AS python
RUN --mount=type=bind,source=docker,target=/docker --mount=type=secret,id=ca \
    /docker/with-ca /docker/apt-install python3-venv
COPY python/requirements*.lock python/requirements-torch.txt /python/
# The empty wheels/ of a checkout has a .gitkeep, so that this bind always finds a folder.
RUN --mount=type=bind,source=docker,target=/docker --mount=type=bind,source=wheels,target=/wheels \
    --mount=type=secret,id=ca --mount=type=cache,target=/root/.cache/pip \
    /docker/with-ca /docker/make-environment /python /wheels /opt/venv

FROM base AS modules
RUN --mount=type=bind,source=docker,target=/docker --mount=type=secret,id=ca \
    /docker/with-ca /docker/apt-install nodejs npm
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=bind,source=docker,target=/docker --mount=type=secret,id=ca --mount=type=cache,target=/root/.npm \
    /docker/with-ca npm ci

FROM modules AS app
COPY tsconfig.json tsconfig.build.json ./
COPY src src
RUN PATH=/app/node_modules/.bin:$PATH npm run build
# What is left is what runs: Node itself stays, it is a development dependency.
FROM modules AS runtime-modules
RUN cp "$(readlink -f node_modules/node/bin/node)" /usr/local/bin/node && npm prune --omit=dev

FROM base
COPY --from=python /opt/venv /opt/venv
COPY --from=runtime-modules /usr/local/bin/node /usr/local/bin/node
COPY --from=runtime-modules /app/node_modules /app/node_modules
COPY patches /app/patches
COPY python/mergescope /app/python/mergescope
COPY python/requirements*.lock python/requirements-torch.txt /app/python/
COPY package.json LICENSE README.md /app/
COPY bin/mergescope.mjs /app/bin/mergescope.mjs
COPY --from=app /app/dist /app/dist
# Any user id must do, also one without a name or a home.
ENV MERGESCOPE_PYTHON=/opt/venv/bin/python HF_HOME=/cache HOME=/tmp USER=mergescope TORCHINDUCTOR_CACHE_DIR=/tmp/torch
# Whoever runs it cannot write here, so our Python is compiled and mergekit patched now; doctor fails the build when something is amiss.
RUN python3 -m compileall -q /app/python && ln -s /app/bin/mergescope.mjs /usr/local/bin/mergescope \
 && mergescope patch apply && mergescope doctor --offline && rm -rf /tmp/* && mkdir -m 1777 /cache /data
WORKDIR /data
ENTRYPOINT ["mergescope"]
