// Gradients of linear maps with few inputs, where an outer product spends its time on turning; sums of rows.

ALWAYS_INLINE float BUILD(horizontal_sum)(f8 v) {
    return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]));
}

ALWAYS_INLINE void BUILD(linear_narrow_weights_of)(const float *gy, const float *x, float *gw, ptrdiff_t stride,
                                                   ptrdiff_t outputs, ptrdiff_t inputs, ptrdiff_t n) {
    for (ptrdiff_t o = 0; o < outputs; o++) {
        f8 sums[FLOW_NARROW];
        for (ptrdiff_t i = 0; i < inputs; i++) sums[i] = 0.0f;
        for (ptrdiff_t j = 0; j < n; j += 8) {
            f8 g = load(gy + o * n + j);
            for (ptrdiff_t i = 0; i < inputs; i++) sums[i] = g * load(x + i * n + j) + sums[i];
        }
        for (ptrdiff_t i = 0; i < inputs; i++) gw[o * stride + i] += BUILD(horizontal_sum)(sums[i]);
    }
}

static void BUILD(linear_narrow_weights)(const float *gy, const float *x, float *gw, ptrdiff_t stride,
                                         ptrdiff_t outputs, ptrdiff_t inputs, ptrdiff_t n) {
    switch (inputs) {
    case 1: BUILD(linear_narrow_weights_of)(gy, x, gw, stride, outputs, 1, n); break;
    case 2: BUILD(linear_narrow_weights_of)(gy, x, gw, stride, outputs, 2, n); break;
    case 3: BUILD(linear_narrow_weights_of)(gy, x, gw, stride, outputs, 3, n); break;
    case 4: BUILD(linear_narrow_weights_of)(gy, x, gw, stride, outputs, 4, n); break;
    case 5: BUILD(linear_narrow_weights_of)(gy, x, gw, stride, outputs, 5, n); break;
    case 6: BUILD(linear_narrow_weights_of)(gy, x, gw, stride, outputs, 6, n); break;
    case 7: BUILD(linear_narrow_weights_of)(gy, x, gw, stride, outputs, 7, n); break;
    default: BUILD(linear_narrow_weights_of)(gy, x, gw, stride, outputs, 8, n); break;
    }
}

static void BUILD(row_sums)(const float *x, float *s, ptrdiff_t rows, ptrdiff_t n) {
    for (ptrdiff_t row = 0; row < rows; row += 16) {
        ptrdiff_t height = rows - row < 16 ? rows - row : 16;
        f16 sums[16];
        for (ptrdiff_t i = 0; i < height; i++, x += n) {
            f16 sum = (f16)0.0f, other = (f16)0.0f;
            ptrdiff_t j = 0;
            for (; j + 32 <= n; j += 32) {
                sum += *(const f16_unaligned *)(x + j);
                other += *(const f16_unaligned *)(x + j + 16);
            }
            for (; j < n; j += 16) sum += BUILD(events_of)(x + j, n - j);
            sums[i] = sum + other;
        }
        for (ptrdiff_t i = height; i < 16; i++) sums[i] = (f16)0.0f;
        f16 total = BUILD(sums_of)(sums);
        if (height == 16) *(f16_unaligned *)(s + row) += total;
        else for (ptrdiff_t i = 0; i < height; i++) s[row + i] += total[i];
    }
}
