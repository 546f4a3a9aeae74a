// Sums over events of outer products, gradients of weights: c += a bᵀ.
//
// A panel of 16 events at a time. b is turned, so that a vector holds 16 of its rows at one event; rows of a that are 0
// for all 16 events, units that are off, are left out.

/// `height` rows of a over all tiles of b.
ALWAYS_INLINE void BUILD(outer_rows)(const f16 *a, float *const *c, const f16 *turned, ptrdiff_t columns, int height) {
#define EACH_ROW _Pragma("clang loop unroll(full)") for (int i = 0; i < height; i++)
    for (ptrdiff_t column = 0; column < columns; column += 16, turned += 16) {
        f16 sums[PRODUCT_ROWS];
        int whole = columns - column >= 16;
        if (whole) EACH_ROW sums[i] = *(const f16_unaligned *)(c[i] + column);
        else EACH_ROW sums[i] = (f16)0.0f;
#pragma clang loop unroll(full)
        for (int e = 0; e < 16; e++) {
            f16 x = turned[e];
            EACH_ROW sums[i] = x * ((const float *)(a + i))[e] + sums[i];
        }
        if (whole) EACH_ROW *(f16_unaligned *)(c[i] + column) = sums[i];
        else EACH_ROW for (ptrdiff_t k = 0; k < columns - column; k++) c[i][column + k] += sums[i][k];
    }
#undef EACH_ROW
}

/// Rows of a at 16 events from number `j` on, those of `height` by `height` that are not 0, and where their sums are.
typedef struct {
    f16 values[PRODUCT_DEPTH];
    float *targets[PRODUCT_DEPTH];
    ptrdiff_t count;
} BUILD(outer_panel);

/// Takes `rows` rows, from number `row` on.
ALWAYS_INLINE void BUILD(take_outer_rows)(BUILD(outer_panel) *panel, const flow_outer_product *product, ptrdiff_t row,
                                          ptrdiff_t column, ptrdiff_t n, ptrdiff_t j, int rows) {
    f16 taken[8];
    int all = 1;
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
        taken[i] = BUILD(events_of)(product->a + (row + i) * n + j, n - j);
        all &= __builtin_reduce_or(taken[i] != 0.0f) != 0;
    }
    float *target = product->c + row * product->stride + column;
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
        panel->values[panel->count] = taken[i];
        panel->targets[panel->count] = target + i * product->stride;
        panel->count += all || __builtin_reduce_or(taken[i] != 0.0f) != 0;
    }
}

/// One product at 16 events; `turned` holds `width` rows of b, from number `column` on.
static void BUILD(outer_events)(const flow_outer_product *product, const f16 *turned, ptrdiff_t column, ptrdiff_t width,
                                ptrdiff_t n, ptrdiff_t j) {
    BUILD(outer_panel) panel;
    for (ptrdiff_t row = 0; row < product->rows;) {
        panel.count = 0;
        for (; row + 8 <= product->rows && panel.count + 8 <= PRODUCT_DEPTH; row += 8)
            BUILD(take_outer_rows)(&panel, product, row, column, n, j, 8);
        for (; row < product->rows && panel.count < PRODUCT_DEPTH; row++)
            BUILD(take_outer_rows)(&panel, product, row, column, n, j, 1);
        if (panel.count == 0) continue;
        ptrdiff_t blocks = (panel.count + PRODUCT_ROWS - 1) / PRODUCT_ROWS, start = 0;
        for (ptrdiff_t block = 0; block < blocks; block++) {
            ptrdiff_t height = panel.count / blocks + (block < panel.count % blocks);
            switch (height) {
#define HEIGHT(number)                                                                                  \
    case number:                                                                                        \
        BUILD(outer_rows)(panel.values + start, panel.targets + start, turned, width, number);          \
        break;
                HEIGHT(1) HEIGHT(2) HEIGHT(3) HEIGHT(4) HEIGHT(5) HEIGHT(6)
#if PRODUCT_ROWS > 6
                HEIGHT(7) HEIGHT(8) HEIGHT(9) HEIGHT(10) HEIGHT(11) HEIGHT(12)
#endif
#undef HEIGHT
            }
            start += height;
        }
    }
}

static void BUILD(outer_product)(const flow_outer_product *products, ptrdiff_t count, const float *b, ptrdiff_t columns,
                                 ptrdiff_t n) {
    f16 turned[OUTER_ROWS];
    for (ptrdiff_t column = 0; column < columns; column += OUTER_ROWS) {
        ptrdiff_t width = columns - column < OUTER_ROWS ? columns - column : OUTER_ROWS;
        for (ptrdiff_t j = 0; j < n; j += 16) {
            for (ptrdiff_t i = 0; i < width; i += 16) {
                f16 square[16];
#pragma clang loop unroll(full)
                for (int k = 0; k < 16; k++)
                    square[k] = i + k < width ? BUILD(events_of)(b + (column + i + k) * n + j, n - j) : (f16)0.0f;
                BUILD(turn)(square);
#pragma clang loop unroll(full)
                for (int k = 0; k < 16; k++) turned[i + k] = square[k];
            }
            for (const flow_outer_product *product = products; product < products + count; product++) {
                ptrdiff_t own = product->columns - column;
                if (own > 0) BUILD(outer_events)(product, turned, column, own < width ? own : width, n, j);
            }
        }
    }
}
