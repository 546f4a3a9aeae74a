// A block of a product: some rows of A over one panel, LANES events (a VECTOR) wide. Included once for each width.

/// The rows of b that are not 0 for all of LANES events, and where they were.
typedef struct {
    const VECTOR *values;
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

/// Blocks of `rows` x LANES sums, from row `first` up to row `last`; `rows` and `transposed` are constants where this is
/// inlined.
ALWAYS_INLINE void BLOCK_OF(product_blocks)(const product_part *part, const BLOCK_OF(panel) *panel, ptrdiff_t first,
                                            ptrdiff_t last, int transposed, int rows) {
    ptrdiff_t n = part->n, stride = part->stride, count = panel->count;
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
            VECTOR x = panel->values[q];
            const float *low = a + panel->places[q] * (transposed ? stride : 1), *high = low;
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
#define HEIGHT(rows)                                                                    \
    case rows:                                                                          \
        if (transposed) BLOCK_OF(product_blocks)(part, panel, first, last, 1, rows);    \
        else BLOCK_OF(product_blocks)(part, panel, first, last, 0, rows);               \
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
    VECTOR taken[8];
    int all = 1;
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
        taken[i] = *(const UNALIGNED_VECTOR *)(b + i * n);
        all &= __builtin_reduce_or(taken[i] != 0.0f) != 0;
    }
    if (all) {
        // Most often so where nothing is rectified; without the chain of counts.
#pragma clang loop unroll(full)
        for (int i = 0; i < rows; i++) {
            values[panel->count + i] = taken[i];
            places[panel->count + i] = (int32_t)place + i;
        }
        panel->count += rows;
    } else {
#pragma clang loop unroll(full)
        for (int i = 0; i < rows; i++) {
            values[panel->count] = taken[i];
            places[panel->count] = (int32_t)place + i;
            panel->count += __builtin_reduce_or(taken[i] != 0.0f) != 0;
        }
    }
}

/// How many of a panel's rows stood before number `place`.
ALWAYS_INLINE ptrdiff_t BLOCK_OF(rows_before)(const BLOCK_OF(panel) *panel, ptrdiff_t place) {
    ptrdiff_t low = 0, high = panel->count;
    while (low < high) {
        ptrdiff_t middle = (low + high) / 2;
        if (panel->places[middle] < place) low = middle + 1;
        else high = middle;
    }
    return low;
}

/// All products at the events from number `j` on.
static void BLOCK_OF(product_events)(const flow_product *products, ptrdiff_t count, int transposed, const float *b,
                                     ptrdiff_t depth, ptrdiff_t n, ptrdiff_t j) {
    VECTOR values[PRODUCT_DEPTH];
    int32_t places[PRODUCT_DEPTH];
    ptrdiff_t done = 0;
    // At least once, for products without depth.
    do {
        ptrdiff_t now = depth - done < PRODUCT_DEPTH ? depth - done : PRODUCT_DEPTH;
        BLOCK_OF(panel) panel = {values, places, 0};
        const float *first_row = b + done * n + j;
        ptrdiff_t p = 0;
        for (; p + 8 <= now; p += 8) BLOCK_OF(take_rows)(&panel, values, places, first_row + p * n, n, p, 8);
        for (; p < now; p++) BLOCK_OF(take_rows)(&panel, values, places, first_row + p * n, n, p, 1);
        int first = done == 0;
        for (const flow_product *product = products; product < products + count; product++) {
            flow_epilogue end = product->end;
            // What it takes of this part of the panel.
            ptrdiff_t own = product->depth - done;
            if (own <= 0 && !first) continue;
            BLOCK_OF(panel) seen = panel;
            if (own < now) seen.count = BLOCK_OF(rows_before)(&panel, own);
            int last = own <= now;
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
