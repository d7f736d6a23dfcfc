# docker build -t multiaz-lint . && docker run --rm -v "$PWD:/work:ro" multiaz-lint k8s
FROM python:3.13-slim@sha256:6771159cd4fa5d9bba1258caf0b82e6b73458c694d178ad97c5e925c2d0e1a91 AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY multiaz_lint multiaz_lint
COPY rules rules
COPY integrations/locks locks
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /build \
 && /build/bin/pip install --require-hashes --only-binary :all: -r locks/build.txt \
 && /build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
 && python -m venv /opt/multiaz-lint \
 && /opt/multiaz-lint/bin/pip install --require-hashes --only-binary :all: -r locks/runtime.txt \
 && /opt/multiaz-lint/bin/pip install --no-deps /wheels/*.whl \
 && /opt/multiaz-lint/bin/pip uninstall --yes pip

FROM python:3.13-slim@sha256:6771159cd4fa5d9bba1258caf0b82e6b73458c694d178ad97c5e925c2d0e1a91
COPY --from=build /opt/multiaz-lint /opt/multiaz-lint
ENV PATH=/opt/multiaz-lint/bin:$PATH PYTHONDONTWRITEBYTECODE=1
# Files of the user's are only read; nothing needs to be root or to write.
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["multiaz-lint"]
CMD ["."]
