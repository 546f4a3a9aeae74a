// The rational-quadratic spline in second-order Taylor arithmetic; quantities and names are those of Spline.h.

/// What a term e = e^{clip(v)} makes of the jets of v: e' = slope·v', e'' = slope·v'' + bend·v'².
///
/// With g(v) = v/(1 + |v| r) and c = 1/(1 + |v| r): g' = c², g'' = -2 r sgn(v) c³.
typedef struct { f8 slope, bend; } BUILD(clip_response);
#define clip_response BUILD(clip_response)

ALWAYS_INLINE clip_response BUILD(respond)(f8 e, f8 v, f8 clip, float strength) {
    f8 turn = v < 0.0f ? (f8)(-2.0f * strength) : (f8)(2.0f * strength);
    f8 square = clip * clip;
    return (clip_response){e * square, e * (square * clip) * (clip - turn)};
}
#define respond BUILD(respond)

ALWAYS_INLINE taylor BUILD(response_jet)(clip_response response, f8 first, f8 second) {
    return (taylor){0.0f, response.slope * first, response.slope * second + response.bend * (first * first)};
}
#define response_jet BUILD(response_jet)

/// Jets of one axis: the running sum below the bin, the bin itself, and the whole.
typedef struct { taylor low, size, total; } BUILD(axis);
#define axis BUILD(axis)

/// Adds up the jets of the terms of widths or of heights; the caller sets the values.
ALWAYS_INLINE axis BUILD(sum_axis)(const clip_response *responses, const float *jets, ptrdiff_t stride, ptrdiff_t n,
                                   int bins, i8 index) {
    axis sums = {0};
    for (int k = 0; k < bins; k++) {
        taylor term = response_jet(responses[k], load(jets + k * stride), load(jets + k * stride + n));
        i8 before = index > k, here = index == k;
        sums.total = taylor_sum(sums.total, term);
        sums.low.first = before ? sums.total.first : sums.low.first;
        sums.low.second = before ? sums.total.second : sums.low.second;
        sums.size.first = here ? term.first : sums.size.first;
        sums.size.second = here ? term.second : sums.size.second;
    }
    return sums;
}
#define sum_axis BUILD(sum_axis)

/// y and log y' with their jets along one direction, from the jets of all that they depend on.
ALWAYS_INLINE void BUILD(bend_spline)(taylor x, axis widths, axis heights, taylor d0, taylor d1, taylor *y,
                                      taylor *log_slope) {
    const float unit = 0.5f / BOUND;
    // The values of `low` are those of S/2 - c already, whose jets are formed here.
    taylor left = {widths.low.value, 0.5f * widths.total.first - widths.low.first,
                   0.5f * widths.total.second - widths.low.second};
    taylor bottom = {heights.low.value, 0.5f * heights.total.first - heights.low.first,
                     0.5f * heights.total.second - heights.low.second};
    taylor position = taylor_sum(taylor_product(x, taylor_scaled(widths.total, unit)), left);
    taylor theta = taylor_quotient(position, widths.size);
    theta.value = theta.value < 0.0f ? (f8)0.0f : theta.value;
    theta.value = theta.value > 1.0f ? (f8)1.0f : theta.value;
    taylor rest = {1.0f - theta.value, -theta.first, -theta.second};
    taylor square = taylor_product(theta, theta), q = taylor_product(theta, rest);
    taylor slope = taylor_product(taylor_quotient(heights.size, heights.total),
                                  taylor_quotient(widths.total, widths.size));
    taylor twice = taylor_scaled(slope, -2.0f);
    taylor beta = taylor_sum(slope, taylor_product(taylor_sum(taylor_sum(d0, d1), twice), q));
    taylor numerator = taylor_sum(taylor_product(slope, square), taylor_product(d0, q));
    taylor share = taylor_product(heights.size, taylor_quotient(numerator, beta));
    share = taylor_sum(share, taylor_scaled(bottom, -1.0f));
    *y = taylor_scaled(taylor_quotient(share, heights.total), 2.0f * BOUND);

    taylor bent = taylor_sum(taylor_product(d1, square), taylor_product(d0, taylor_product(rest, rest)));
    bent = taylor_sum(bent, taylor_scaled(taylor_product(twice, q), -1.0f));
    taylor ratio = taylor_quotient(slope, beta);
    taylor derivative = taylor_product(taylor_product(ratio, ratio), bent);
    // log: f'/f and f''/f - (f'/f)².
    f8 inverse = 1.0f / derivative.value, relative = derivative.first * inverse;
    *log_slope = (taylor){derivative.value, relative, derivative.second * inverse - relative * relative};
}

/// y, log y' and their jets along every direction. The jets of the parameters may be null, those of x not.
static void BUILD(spline_taylor)(const float *p, const float *p_jets, ptrdiff_t n, int bins, int derivatives,
                                 const float *x, const float *x_jets, ptrdiff_t directions, float *y, float *y_jets,
                                 float *log_det, float *log_det_jets) {
    f8 terms[4 * FLOW_MAXIMUM_BINS];
    clip_response widths[FLOW_MAXIMUM_BINS], heights[FLOW_MAXIMUM_BINS];
    ptrdiff_t stride = 2 * directions * n;
    int inner = derivatives < bins ? derivatives : bins;
    for (ptrdiff_t j = 0; j < n; j += 8) {
        f8 value = load(x + j), clip0, clip1;
        spline_bin bin = find_bin(p + j, n, bins, derivatives, value, 0, terms);
        f8 d0 = clipped_exp(bin.raw0, CLIP_BY_ONE, &clip0), d1 = clipped_exp(bin.raw1, CLIP_BY_ONE, &clip1);
        clip_response response0 = respond(d0, bin.raw0, clip0, CLIP_BY_ONE);
        clip_response response1 = respond(d1, bin.raw1, clip1, CLIP_BY_ONE);
        if (p_jets)
            for (int k = 0; k < bins; k++) {
                widths[k] = respond(terms[k], load(p + k * n + j), terms[bins + k], CLIP_BY_TWO);
                heights[k] = respond(terms[2 * bins + k], load(p + (bins + k) * n + j), terms[3 * bins + k],
                                     CLIP_BY_TWO);
            }
        i8 outside = is_outside(value);
        taylor result, log_slope;
        for (ptrdiff_t d = 0; d < directions; d++) {
            ptrdiff_t first = 2 * d * n + j, second = first + n;
            axis across = {0}, up = {0};
            taylor left = {0}, right = {0};
            if (p_jets) {
                across = sum_axis(widths, p_jets + first, stride, n, bins, bin.index);
                up = sum_axis(heights, p_jets + first + bins * stride, stride, n, bins, bin.index);
                f8 left1 = 0.0f, left2 = 0.0f, right1 = 0.0f, right2 = 0.0f;
                const float *knot_jets = p_jets + first + (ptrdiff_t)2 * bins * stride;
                for (int k = 0; k < inner; k++) {
                    f8 one = load(knot_jets + k * stride), two = load(knot_jets + k * stride + n);
                    i8 starts = bin.index == k + 1, ends = bin.index == k;
                    left1 = starts ? one : left1, left2 = starts ? two : left2;
                    right1 = ends ? one : right1, right2 = ends ? two : right2;
                }
                left = response_jet(response0, left1, left2), right = response_jet(response1, right1, right2);
            }
            across.low.value = bin.left, across.size.value = bin.width, across.total.value = bin.width_sum;
            up.low.value = bin.bottom, up.size.value = bin.height, up.total.value = bin.height_sum;
            left.value = d0, right.value = d1;
            taylor input = {value, load(x_jets + first), load(x_jets + second)};
            BUILD(bend_spline)(input, across, up, left, right, &result, &log_slope);
            store(y_jets + first, outside ? input.first : result.first);
            store(y_jets + second, outside ? input.second : result.second);
            f8 one = load(log_det_jets + first), two = load(log_det_jets + second);
            store(log_det_jets + first, outside ? one : one + log_slope.first);
            store(log_det_jets + second, outside ? two : two + log_slope.second);
        }
        store(y + j, outside ? value : result.value);
        f8 total = load(log_det + j);
        store(log_det + j, outside ? total : total + log_full(log_slope.value));
    }
}
