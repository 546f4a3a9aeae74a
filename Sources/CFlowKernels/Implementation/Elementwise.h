// Elementwise kernels.

static void BUILD(add)(const float *x, float *y, ptrdiff_t count) {
    for (ptrdiff_t j = 0; j < count; j += 8) store(y + j, load(y + j) + load(x + j));
}

static void BUILD(scale)(float factor, float *y, ptrdiff_t count) {
    for (ptrdiff_t j = 0; j < count; j += 8) store(y + j, load(y + j) * factor);
}

static void BUILD(exp)(const float *x, float *y, ptrdiff_t count) {
    for (ptrdiff_t j = 0; j < count; j += 8) store(y + j, exp_full(load(x + j)));
}

static void BUILD(log)(const float *x, float *y, ptrdiff_t count) {
    for (ptrdiff_t j = 0; j < count; j += 8) store(y + j, log_full(load(x + j)));
}

static void BUILD(log1p)(const float *x, float *y, ptrdiff_t count) {
    for (ptrdiff_t j = 0; j < count; j += 8) store(y + j, log1p_full(load(x + j)));
}

static void BUILD(expm1)(const float *x, float *y, ptrdiff_t count) {
    for (ptrdiff_t j = 0; j < count; j += 8) store(y + j, expm1_full(load(x + j)));
}

static void BUILD(multiply_rows)(float *y, const float *row, ptrdiff_t rows, ptrdiff_t n) {
    for (ptrdiff_t i = 0; i < rows; i++)
        for (ptrdiff_t j = 0; j < n; j += 8) store(y + i * n + j, load(y + i * n + j) * load(row + j));
}
