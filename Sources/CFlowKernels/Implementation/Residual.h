// The polynomial residual: sums over nuisances, and the affine map that they feed.

static void BUILD(polynomial_forward)(const float *a, const float *b, float damping, const float *u, float *sum,
                                      ptrdiff_t rows, ptrdiff_t n) {
    for (ptrdiff_t i = 0; i < rows; i++)
        for (ptrdiff_t j = 0; j < n; j += 8) {
            ptrdiff_t k = i * n + j;
            f8 v = load(u + j);
            store(sum + k, load(sum + k) + (load(a + k) + load(b + k) * (v * damping)) * v);
        }
}

static void BUILD(polynomial_backward)(const float *a, const float *b, float damping, const float *u, const float *g,
                                       float *ga, float *gb, float *gu, ptrdiff_t rows, ptrdiff_t n) {
    for (ptrdiff_t j = 0; j < n; j += 8) {
        f8 v = load(u + j), dv = v * damping, total = gu ? load(gu + j) : (f8)0.0f;
        for (ptrdiff_t i = 0; i < rows; i++) {
            ptrdiff_t k = i * n + j;
            f8 gradient = load(g + k), slope = gradient * v;
            if (gu) total += gradient * (load(a + k) + load(b + k) * (dv + dv));
            store(ga + k, slope);
            store(gb + k, slope * dv);
        }
        if (gu) store(gu + j, total);
    }
}

static void BUILD(cross_forward)(const float *c, float damping, const float *u, const float *v, float *sum,
                                 ptrdiff_t rows, ptrdiff_t n) {
    for (ptrdiff_t i = 0; i < rows; i++)
        for (ptrdiff_t j = 0; j < n; j += 8) {
            ptrdiff_t k = i * n + j;
            store(sum + k, load(sum + k) + load(c + k) * ((load(u + j) * damping) * load(v + j)));
        }
}

static void BUILD(cross_backward)(const float *c, float damping, const float *u, const float *v, const float *g,
                                  float *gc, float *gu, float *gv, ptrdiff_t rows, ptrdiff_t n) {
    for (ptrdiff_t j = 0; j < n; j += 8) {
        f8 du = load(u + j) * damping, dv = load(v + j) * damping, product = du * load(v + j), total = 0.0f;
        for (ptrdiff_t i = 0; i < rows; i++) {
            ptrdiff_t k = i * n + j;
            f8 gradient = load(g + k);
            total += gradient * load(c + k);
            store(gc + k, gradient * product);
        }
        if (gu) store(gu + j, load(gu + j) + total * dv);
        if (gv) store(gv + j, load(gv + j) + total * du);
    }
}

/// y = x·e^s + t, log|det| = Σ s. Rounding of e^s itself would be alike for all events that have s in common, and would
/// not enter the log-determinant: summed over 10⁵ events it makes −2 ln L rough by 0.01. x + (x·(e^s − 1) + t) has it
/// smaller by a factor s.
static void BUILD(affine_forward)(const float *x, const float *s, const float *t, float *y, float *log_det,
                                  ptrdiff_t rows, ptrdiff_t n) {
    for (ptrdiff_t j = 0; j < n; j += 8) {
        f8 total = load(log_det + j);
        for (ptrdiff_t i = 0; i < rows; i++) {
            ptrdiff_t k = i * n + j;
            f8 scale = load(s + k);
            total += scale;
            f8 value = load(x + k);
            store(y + k, value + (value * expm1_full(scale) + load(t + k)));
        }
        store(log_det + j, total);
    }
}

static void BUILD(affine_backward)(const float *x, const float *s, const float *gy, const float *gl, float *gx,
                                   float *gs, ptrdiff_t rows, ptrdiff_t n) {
    for (ptrdiff_t i = 0; i < rows; i++)
        for (ptrdiff_t j = 0; j < n; j += 8) {
            ptrdiff_t k = i * n + j;
            f8 scaled = load(gy + k) * exp_full(load(s + k)), value = load(x + k);
            store(gs + k, scaled * value + load(gl + j));
            store(gx + k, scaled);
        }
}

static void BUILD(affine_inverse)(const float *y, const float *s, const float *t, float *x, float *log_det,
                                  ptrdiff_t rows, ptrdiff_t n) {
    for (ptrdiff_t j = 0; j < n; j += 8) {
        f8 total = load(log_det + j);
        for (ptrdiff_t i = 0; i < rows; i++) {
            ptrdiff_t k = i * n + j;
            f8 scale = load(s + k);
            total -= scale;
            f8 value = load(y + k) - load(t + k);
            store(x + k, value + value * expm1_full(-scale));
        }
        store(log_det + j, total);
    }
}
