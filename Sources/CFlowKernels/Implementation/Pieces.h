// Piecewise linear functions of one number. A square of 16 events and 16 functions is read event by event and turned.

/// The pieces that some events fall on: the last that starts at or before x; NaN falls on the first.
ALWAYS_INLINE void BUILD(find_pieces)(flow_pieces f, const float *x, ptrdiff_t events, ptrdiff_t *pieces) {
    for (ptrdiff_t e = 0; e < 16; e++) {
        ptrdiff_t low = 0, rest = e < events ? f.count : 1;
        while (rest > 1) {
            ptrdiff_t half = rest / 2;
            low = x[e] >= f.starts[low + half] ? low + half : low;
            rest -= half;
        }
        pieces[e] = low;
    }
}

static void BUILD(pieces_forward)(flow_pieces f, const float *x, ptrdiff_t n, float *y, ptrdiff_t stride) {
    for (ptrdiff_t j = 0; j < n; j += 16) {
        ptrdiff_t pieces[16], left = n - j < 16 ? n - j : 16;
        BUILD(find_pieces)(f, x + j, left, pieces);
        for (ptrdiff_t row = 0; row < f.width; row += 16) {
            f16 square[16];
#pragma clang loop unroll(full)
            for (int e = 0; e < 16; e++) {
                const float *value = f.table + pieces[e] * 2 * f.width + row;
                float distance = e < left ? x[j + e] - f.anchors[pieces[e]] : 0.0f;
                square[e] = *(const f16_unaligned *)(value + f.width) * distance + *(const f16_unaligned *)value;
            }
            BUILD(turn)(square);
            for (ptrdiff_t k = 0; k < 16 && row + k < f.rows; k++) {
                float *target = y + (row + k) * stride + j;
                if (left == 16) *(f16_unaligned *)target = square[k];
                else store(target, square[k].lo);
            }
        }
    }
}

static void BUILD(pieces_backward)(flow_pieces f, const float *x, const float *gy, ptrdiff_t n, ptrdiff_t stride,
                                   float *gx) {
    for (ptrdiff_t j = 0; j < n; j += 16) {
        ptrdiff_t pieces[16], left = n - j < 16 ? n - j : 16;
        BUILD(find_pieces)(f, x + j, left, pieces);
        f16 sum = 0.0f;
        for (ptrdiff_t row = 0; row < f.width; row += 16) {
            f16 square[16];
#pragma clang loop unroll(full)
            for (int e = 0; e < 16; e++)
                square[e] = *(const f16_unaligned *)(f.table + (pieces[e] * 2 + 1) * f.width + row);
            BUILD(turn)(square);
            for (ptrdiff_t k = 0; k < 16 && row + k < f.rows; k++)
                sum = square[k] * BUILD(events_of)(gy + (row + k) * stride + j, left) + sum;
        }
        if (left == 16) *(f16_unaligned *)(gx + j) = sum;
        else store(gx + j, sum.lo);
    }
}
