// A block of a product: some rows of A over one panel, LANES events (a VECTOR) wide. Included once for each width.

/// Rows of b at LANES events, `step` apart: all of them where `places` is null, otherwise those that are not 0, and where
/// they were.
typedef struct {
    const float *values;
    ptrdiff_t step;
    const int32_t *places;
    ptrdiff_t count;
} BLOCK_OF(panel);

/// z where it is positive, otherwise e^z - 1 = 2ⁿ(e^r - 1) + 2ⁿ - 1 with z = n log 2 + r; the -1 hides that log 2 is
/// rounded. The low bits of the sum that rounds are n + 127. NaN passes through.
ALWAYS_INLINE VECTOR BLOCK_OF(elu)(VECTOR z) {
    typedef int32_t INTEGERS __attribute__((ext_vector_type(LANES)));
    const float shift = 12582912.0f + 127.0f;
    VECTOR x = z > 0.0f ? (VECTOR)0.0f : z;
    x = x < -80.0f ? (VECTOR)-80.0f : x;
    VECTOR shifted = x * 1.44269504f + shift;
    VECTOR r = x - (shifted - shift) * 0.693147181f;
    VECTOR power = (VECTOR)((INTEGERS)shifted << 23);
    VECTOR below = EXPM1_SMALL(r) * power + (power - 1.0f);
    return z > 0.0f ? z : below;
}

/// What follows the sums of one row.
ALWAYS_INLINE VECTOR BLOCK_OF(finished)(VECTOR sum, const float *gate, int activation) {
    // Comparisons are turned so that NaN passes through.
    if (activation == FLOW_RELU) {
        if (!gate) return sum < 0.0f ? (VECTOR)0.0f : sum;
        VECTOR out = *(const UNALIGNED_VECTOR *)gate;
        sum = out <= 0.0f ? (VECTOR)0.0f : sum;
        return out != out ? out : sum;
    }
    if (activation == FLOW_ELU) {
        if (gate) {
            VECTOR out = *(const UNALIGNED_VECTOR *)gate;
            return sum * (out > 0.0f ? (VECTOR)1.0f : out + 1.0f);
        }
        return BLOCK_OF(elu)(sum);
    }
    return sum;
}

/// Blocks of `rows` x LANES sums, from row `first` up to row `last`; `rows`, `transposed` and `dense` are constants where
/// this is inlined.
ALWAYS_INLINE void BLOCK_OF(product_blocks)(const product_part *part, const BLOCK_OF(panel) *panel, ptrdiff_t first,
                                            ptrdiff_t last, int transposed, int dense, int rows) {
    ptrdiff_t n = part->n, stride = part->stride, count = panel->count;
    const float *values = panel->values;
    ptrdiff_t step = panel->step;
    const float *bias = part->end.bias, *addend = part->end.addend, *gate = part->end.gate;
    int activation = part->end.activation;
    for (ptrdiff_t row = first; row < last; row += rows) {
        VECTOR sums[PRODUCT_ROWS];
#define EACH_ROW _Pragma("clang loop unroll(full)") for (int i = 0; i < rows; i++)
        if (bias) EACH_ROW sums[i] = (VECTOR)bias[row + i];
        else EACH_ROW sums[i] = (VECTOR)0.0f;
        if (addend) EACH_ROW sums[i] += *(const UNALIGNED_VECTOR *)(addend + (row + i) * n);
        const float *a = part->a + (transposed ? row : row * stride);
#pragma clang loop unroll_count(4)
        for (ptrdiff_t q = 0; q < count; q++) {
            VECTOR x = *(const UNALIGNED_VECTOR *)(values + q * (dense ? step : LANES));
            const float *low = a + (dense ? q : panel->places[q]) * (transposed ? stride : 1), *high = low;
            if (!transposed && rows > 6) {
                high += 6 * stride;
                // Hides how the two hang together: the compiler would keep eleven distances in too few registers.
                __asm__("" : "+r"(high));
            }
            EACH_ROW sums[i] = x * (transposed ? low[i] : i < 6 ? low[i * stride] : high[(i - 6) * stride]) + sums[i];
        }
#define ENDS(gate, activation) \
    EACH_ROW *(UNALIGNED_VECTOR *)(part->c + (row + i) * n) = BLOCK_OF(finished)(sums[i], gate, activation)
        if (gate && activation == FLOW_RELU) ENDS(gate + (row + i) * n, FLOW_RELU);
        else if (gate && activation == FLOW_ELU) ENDS(gate + (row + i) * n, FLOW_ELU);
        else if (activation == FLOW_RELU) ENDS(NULL, FLOW_RELU);
        else if (activation == FLOW_ELU) ENDS(NULL, FLOW_ELU);
        else ENDS(NULL, FLOW_IDENTITY);
#undef ENDS
#undef EACH_ROW
    }
}

/// Blocks that are all of one height.
static void BLOCK_OF(product_blocks_of)(ptrdiff_t height, const product_part *part, const BLOCK_OF(panel) *panel,
                                        ptrdiff_t first, ptrdiff_t last, int transposed) {
    switch (height) {
#define HEIGHT(rows)                                                                                  \
    case rows:                                                                                        \
        if (transposed && panel->places) BLOCK_OF(product_blocks)(part, panel, first, last, 1, 0, rows); \
        else if (transposed) BLOCK_OF(product_blocks)(part, panel, first, last, 1, 1, rows);          \
        else if (panel->places) BLOCK_OF(product_blocks)(part, panel, first, last, 0, 0, rows);       \
        else BLOCK_OF(product_blocks)(part, panel, first, last, 0, 1, rows);                          \
        break;
        HEIGHT(1) HEIGHT(2) HEIGHT(3) HEIGHT(4) HEIGHT(5) HEIGHT(6)
#if PRODUCT_ROWS > 6
        HEIGHT(7) HEIGHT(8) HEIGHT(9) HEIGHT(10) HEIGHT(11) HEIGHT(12)
#endif
#undef HEIGHT
    }
}

/// All rows of one product over one panel, in blocks of like height: one of few rows would wait for its own sums.
static void BLOCK_OF(product_rows)(const product_part *part, const BLOCK_OF(panel) *panel, ptrdiff_t rows,
                                   int transposed) {
    if (rows == 0) return;
    ptrdiff_t blocks = (rows + PRODUCT_ROWS - 1) / PRODUCT_ROWS, height = rows / blocks;
    ptrdiff_t tall = rows % blocks * (height + 1);
    BLOCK_OF(product_blocks_of)(height + 1, part, panel, 0, tall, transposed);
    BLOCK_OF(product_blocks_of)(height, part, panel, tall, rows, transposed);
}

/// Copies `rows` rows of b, `n` apart, of which the first is number `place`; those that are 0 are left out.
ALWAYS_INLINE void BLOCK_OF(take_rows)(BLOCK_OF(panel) *panel, VECTOR *values, int32_t *places, const float *b,
                                       ptrdiff_t n, ptrdiff_t place, int rows) {
    // Without a branch: which rows they are is hard to foretell.
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
        VECTOR row = *(const UNALIGNED_VECTOR *)(b + i * n);
        values[panel->count] = row;
        places[panel->count] = (int32_t)place + i;
        panel->count += __builtin_reduce_or(row != 0.0f) != 0;
    }
}

/// Part of a panel: the rows that stood before number `place`.
ALWAYS_INLINE BLOCK_OF(panel) BLOCK_OF(rows_before)(const BLOCK_OF(panel) *panel, ptrdiff_t place) {
    BLOCK_OF(panel) part = *panel;
    if (!panel->places) {
        if (place < panel->count) part.count = place;
        return part;
    }
    while (part.count > 0 && panel->places[part.count - 1] >= place) part.count--;
    return part;
}

/// A panel of `count` rows of b, `n` apart. Where `dense` is not 0 all of them count, and stay where they are if that is
/// an odd number of panels apart; others may fall on the same few lines of the cache, or begin within one, and are copied.
ALWAYS_INLINE BLOCK_OF(panel) BLOCK_OF(take_panel)(const float *b, ptrdiff_t n, ptrdiff_t count, int dense,
                                                   VECTOR *values, int32_t *places) {
    BLOCK_OF(panel) panel = {(const float *)values, LANES, places, 0};
    if (dense) {
        panel.places = NULL;
        panel.count = count;
        if (n % 32 == 16) {
            panel.values = b;
            panel.step = n;
        } else {
            for (ptrdiff_t p = 0; p < count; p++) values[p] = *(const UNALIGNED_VECTOR *)(b + p * n);
        }
    } else {
        ptrdiff_t p = 0;
        for (; p + 8 <= count; p += 8) BLOCK_OF(take_rows)(&panel, values, places, b + p * n, n, p, 8);
        for (; p < count; p++) BLOCK_OF(take_rows)(&panel, values, places, b + p * n, n, p, 1);
    }
    return panel;
}

/// All products at the events from number `j` on.
static void BLOCK_OF(product_events)(const flow_product *products, ptrdiff_t count, int options, const float *b,
                                     ptrdiff_t depth, ptrdiff_t n, ptrdiff_t j) {
    VECTOR values[PRODUCT_DEPTH];
    int32_t places[PRODUCT_DEPTH];
    int transposed = (options & FLOW_TRANSPOSED) != 0;
    ptrdiff_t done = 0;
    // At least once, for products without depth.
    do {
        ptrdiff_t now = depth - done < PRODUCT_DEPTH ? depth - done : PRODUCT_DEPTH;
        BLOCK_OF(panel) panel = BLOCK_OF(take_panel)(b + done * n + j, n, now, options & FLOW_DENSE, values, places);
        for (const flow_product *product = products; product < products + count; product++) {
            ptrdiff_t left = product->depth - done;
            int first = done == 0, last = left <= now;
            if (left <= 0 && !first) continue;
            BLOCK_OF(panel) seen = left < now ? BLOCK_OF(rows_before)(&panel, left) : panel;
            flow_epilogue end = product->end;
            const float *addend = end.addend ? end.addend + j : NULL, *gate = end.gate ? end.gate + j : NULL;
            float *c = product->c + j;
            product_part part = {product->a + (transposed ? done * product->stride : done), product->stride, c, n,
                                 {first ? end.bias : NULL, first ? addend : c, last ? gate : NULL,
                                  last ? end.activation : FLOW_IDENTITY}};
            BLOCK_OF(product_rows)(&part, &seen, product->rows, transposed);
        }
        done += now;
    } while (done < depth);
}

#undef BLOCK_OF
#undef VECTOR
#undef UNALIGNED_VECTOR
#undef LANES
