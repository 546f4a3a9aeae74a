// The base density, the mixture over classes, and sums in float64.

static double BUILD(weighted_sum)(const float *x, const float *w, ptrdiff_t count) {
    d8 sum = 0.0;
    if (w)
        for (ptrdiff_t j = 0; j < count; j += 8)
            sum += __builtin_convertvector(load(x + j), d8) * __builtin_convertvector(load(w + j), d8);
    else
        for (ptrdiff_t j = 0; j < count; j += 8) sum += __builtin_convertvector(load(x + j), d8);
    return ((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7]));
}

static void BUILD(normal_log_density)(const float *z, float *sum, ptrdiff_t rows, ptrdiff_t n) {
    const float constant = (float)rows * 0.918938533f;  // log √(2π) a row
    for (ptrdiff_t j = 0; j < n; j += 8) {
        f8 squares = 0.0f;
        for (ptrdiff_t i = 0; i < rows; i++) {
            f8 v = load(z + i * n + j);
            squares = v * v + squares;
        }
        store(sum + j, load(sum + j) - (squares * 0.5f + constant));
    }
}

static void BUILD(normal_backward)(const float *z, const float *g, float *gz, ptrdiff_t rows, ptrdiff_t n) {
    for (ptrdiff_t i = 0; i < rows; i++)
        for (ptrdiff_t j = 0; j < n; j += 8) store(gz + i * n + j, -load(z + i * n + j) * load(g + j));
}

/// Shifted by the largest term; by nothing where that is infinite, so that log Σ is -∞ or +∞ and not NaN.
static void BUILD(log_sum_exp)(const float *l, const float *offsets, float *out, float *responsibilities,
                               ptrdiff_t rows, ptrdiff_t n) {
    for (ptrdiff_t j = 0; j < n; j += 8) {
        f8 top = load(l + j) + offsets[0];
        for (ptrdiff_t i = 1; i < rows; i++) {
            f8 v = load(l + i * n + j) + offsets[i];
            top = v > top ? v : top;
        }
        top = absolute(top) == __builtin_inff() ? (f8)0.0f : top;
        f8 sum = 0.0f;
        for (ptrdiff_t i = 0; i < rows; i++) sum += exp_full((load(l + i * n + j) + offsets[i]) - top);
        f8 result = top + log_full(sum);
        store(out + j, result);
        if (responsibilities)
            for (ptrdiff_t i = 0; i < rows; i++) {
                f8 term = exp_full((load(l + i * n + j) + offsets[i]) - top);
                store(responsibilities + i * n + j, term / sum);
            }
    }
}
