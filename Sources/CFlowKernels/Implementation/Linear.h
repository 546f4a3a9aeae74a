// Linear maps with few inputs, where a general matrix product spends its time on packing.

ALWAYS_INLINE void BUILD(linear_narrow_of)(const float *w, const float *b, const float *x, float *y, ptrdiff_t outputs,
                                           ptrdiff_t inputs, ptrdiff_t n, int activation) {
    for (ptrdiff_t o = 0; o < outputs; o++) {
        // Held in registers: the compiler cannot know that no store to y changes them.
        f8 weights[FLOW_NARROW], bias = b[o];
        for (ptrdiff_t i = 0; i < inputs; i++) weights[i] = w[o * inputs + i];
        for (ptrdiff_t j = 0; j < n; j += 8) {
            f8 sum = bias;
            for (ptrdiff_t i = 0; i < inputs; i++) sum = load(x + i * n + j) * weights[i] + sum;
            store(y + o * n + j, BUILD(activate)(sum, activation));
        }
    }
}

ALWAYS_INLINE void BUILD(linear_narrow_unrolled)(const float *w, const float *b, const float *x, float *y,
                                                 ptrdiff_t outputs, ptrdiff_t inputs, ptrdiff_t n, int activation) {
    switch (inputs) {
    case 1: BUILD(linear_narrow_of)(w, b, x, y, outputs, 1, n, activation); break;
    case 2: BUILD(linear_narrow_of)(w, b, x, y, outputs, 2, n, activation); break;
    case 3: BUILD(linear_narrow_of)(w, b, x, y, outputs, 3, n, activation); break;
    case 4: BUILD(linear_narrow_of)(w, b, x, y, outputs, 4, n, activation); break;
    case 5: BUILD(linear_narrow_of)(w, b, x, y, outputs, 5, n, activation); break;
    case 6: BUILD(linear_narrow_of)(w, b, x, y, outputs, 6, n, activation); break;
    case 7: BUILD(linear_narrow_of)(w, b, x, y, outputs, 7, n, activation); break;
    default: BUILD(linear_narrow_of)(w, b, x, y, outputs, 8, n, activation); break;
    }
}

static void BUILD(linear_narrow)(const float *w, const float *b, const float *x, float *y, ptrdiff_t outputs,
                                 ptrdiff_t inputs, ptrdiff_t n, int activation) {
    switch (activation) {
    case FLOW_RELU: BUILD(linear_narrow_unrolled)(w, b, x, y, outputs, inputs, n, FLOW_RELU); break;
    case FLOW_ELU: BUILD(linear_narrow_unrolled)(w, b, x, y, outputs, inputs, n, FLOW_ELU); break;
    default: BUILD(linear_narrow_unrolled)(w, b, x, y, outputs, inputs, n, FLOW_IDENTITY); break;
    }
}

ALWAYS_INLINE void BUILD(linear_narrow_input_of)(const float *w, const float *gy, float *gx, ptrdiff_t outputs,
                                                 ptrdiff_t inputs, ptrdiff_t n, int accumulate) {
    for (ptrdiff_t j = 0; j < n; j += 8) {
        f8 sums[FLOW_NARROW];
        for (ptrdiff_t i = 0; i < inputs; i++) sums[i] = accumulate ? load(gx + i * n + j) : (f8)0.0f;
        for (ptrdiff_t o = 0; o < outputs; o++) {
            f8 g = load(gy + o * n + j);
            for (ptrdiff_t i = 0; i < inputs; i++) sums[i] = g * w[o * inputs + i] + sums[i];
        }
        for (ptrdiff_t i = 0; i < inputs; i++) store(gx + i * n + j, sums[i]);
    }
}

static void BUILD(linear_narrow_input)(const float *w, const float *gy, float *gx, ptrdiff_t outputs, ptrdiff_t inputs,
                                       ptrdiff_t n, int accumulate) {
    switch (inputs) {
    case 1: BUILD(linear_narrow_input_of)(w, gy, gx, outputs, 1, n, accumulate); break;
    case 2: BUILD(linear_narrow_input_of)(w, gy, gx, outputs, 2, n, accumulate); break;
    case 3: BUILD(linear_narrow_input_of)(w, gy, gx, outputs, 3, n, accumulate); break;
    case 4: BUILD(linear_narrow_input_of)(w, gy, gx, outputs, 4, n, accumulate); break;
    case 5: BUILD(linear_narrow_input_of)(w, gy, gx, outputs, 5, n, accumulate); break;
    case 6: BUILD(linear_narrow_input_of)(w, gy, gx, outputs, 6, n, accumulate); break;
    case 7: BUILD(linear_narrow_input_of)(w, gy, gx, outputs, 7, n, accumulate); break;
    default: BUILD(linear_narrow_input_of)(w, gy, gx, outputs, 8, n, accumulate); break;
    }
}

ALWAYS_INLINE float BUILD(horizontal_sum)(f8 v) {
    return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]));
}

ALWAYS_INLINE void BUILD(linear_narrow_weights_of)(const float *gy, const float *x, float *gw, ptrdiff_t outputs,
                                                   ptrdiff_t inputs, ptrdiff_t n) {
    for (ptrdiff_t o = 0; o < outputs; o++) {
        f8 sums[FLOW_NARROW];
        for (ptrdiff_t i = 0; i < inputs; i++) sums[i] = 0.0f;
        for (ptrdiff_t j = 0; j < n; j += 8) {
            f8 g = load(gy + o * n + j);
            for (ptrdiff_t i = 0; i < inputs; i++) sums[i] = g * load(x + i * n + j) + sums[i];
        }
        for (ptrdiff_t i = 0; i < inputs; i++) gw[o * inputs + i] += BUILD(horizontal_sum)(sums[i]);
    }
}

static void BUILD(linear_narrow_weights)(const float *gy, const float *x, float *gw, ptrdiff_t outputs,
                                         ptrdiff_t inputs, ptrdiff_t n) {
    switch (inputs) {
    case 1: BUILD(linear_narrow_weights_of)(gy, x, gw, outputs, 1, n); break;
    case 2: BUILD(linear_narrow_weights_of)(gy, x, gw, outputs, 2, n); break;
    case 3: BUILD(linear_narrow_weights_of)(gy, x, gw, outputs, 3, n); break;
    case 4: BUILD(linear_narrow_weights_of)(gy, x, gw, outputs, 4, n); break;
    case 5: BUILD(linear_narrow_weights_of)(gy, x, gw, outputs, 5, n); break;
    case 6: BUILD(linear_narrow_weights_of)(gy, x, gw, outputs, 6, n); break;
    case 7: BUILD(linear_narrow_weights_of)(gy, x, gw, outputs, 7, n); break;
    default: BUILD(linear_narrow_weights_of)(gy, x, gw, outputs, 8, n); break;
    }
}

static void BUILD(row_sums)(const float *x, float *s, ptrdiff_t rows, ptrdiff_t n) {
    for (ptrdiff_t i = 0; i < rows; i++) s[i] += (float)BUILD(weighted_sum)(x + i * n, NULL, n);
}
