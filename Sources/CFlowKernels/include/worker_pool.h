#pragma once

/// A fork-join pool of threads that wait for work spinning, then asleep.
typedef struct worker_pool worker_pool;

/// Called once for each index; `thread` is 0 for the caller and 1... for the pool's own threads.
/// Returns 0, or anything else to have no further index handed out.
typedef int (*worker_body)(void *context, long index, int thread);

/// A pool without threads of its own (the caller of `worker_pool_run` is the first one), to which at most `most - 1` can
/// be added; null without memory.
worker_pool *worker_pool_create(int most);

/// Starts threads until `threads` share a run, the caller's among them, or as many as `most` and the system grant. Does
/// nothing while a run is under way.
void worker_pool_grow(worker_pool *pool, int threads);

/// The threads that share a run, the caller's among them.
int worker_pool_threads(const worker_pool *pool);

/// Runs `body` for 0..<count and returns 1 when all of it has ended.
/// Returns 0, having done nothing, while another run is under way on the pool.
int worker_pool_run(worker_pool *pool, long count, worker_body body, void *context);

/// Joins the threads; no run may be under way.
void worker_pool_destroy(worker_pool *pool);
