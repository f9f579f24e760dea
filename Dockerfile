# One assignment's environment on a CPU: to train, to test, and to grade.
#
#     docker build --build-arg ASSIGNMENT=work03_cifar10 --tag deep-learning-course .
#     docker run --rm -it deep-learning-course python train.py --smoke
FROM python:3.12-slim

ARG ASSIGNMENT=work01_house_prices
ENV UV_TORCH_BACKEND=cpu ASSIGNMENT=$ASSIGNMENT PYTHON=/opt/venv/bin/python PATH=/opt/venv/bin:$PATH
WORKDIR /course

RUN apt-get update \
    && apt-get install --yes --no-install-recommends bubblewrap \
    && rm -rf /var/lib/apt/lists/* \
    && pip install --no-cache-dir uv

COPY constraints.txt ./
COPY shared shared
COPY ${ASSIGNMENT} ${ASSIGNMENT}
RUN uv venv --python 3.12 /opt/venv \
    && uv pip install --no-cache --compile-bytecode --python /opt/venv/bin/python \
       --constraint constraints.txt --editable ./shared --editable "./${ASSIGNMENT}[test]"
COPY docs/teachers/prairielearn.sh docs/teachers/prairielearn.sh

WORKDIR /course/${ASSIGNMENT}
CMD ["python", "train.py", "--help"]
