#define _GNU_SOURCE
#include "worker_pool.h"

#include <linux/futex.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

// A wait spins for this many pauses (well under a millisecond), then sleeps: a sleeper takes 80-100 µs to wake.
enum { SPINS = 20000 };

// The gate is one word: how many pool threads are inside the run, whether it is open, and its number.
// A thread enters only by a compare-and-swap that sees the gate open, so once it is closed and empty
// the run is over, and a sleeper need not be waited for.
enum { INSIDE = 0x3ff, OPEN = 0x400, NUMBER_UNIT = 0x800 };

struct worker_pool {
    _Atomic uint32_t gate;
    _Atomic uint32_t sleepers;        // pool threads that sleep on the gate
    _Atomic uint32_t left;            // counts the times that a closed gate became empty; the caller sleeps on it
    _Atomic uint32_t caller_sleeps;
    _Atomic uint32_t stops;
    _Atomic uint32_t busy;
    _Atomic long next;
    _Atomic uint32_t failed;
    long count;
    worker_body body;
    void *context;
    int most;
    _Atomic int threads;
    struct worker { pthread_t handle; worker_pool *pool; int number; } workers[];
};

static void pause_briefly(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("isb" ::: "memory");
#endif
}

static void futex_wait(_Atomic uint32_t *word, uint32_t seen) {
    syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, seen, NULL, NULL, 0);
}

static void futex_wake(_Atomic uint32_t *word) {
    syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, INT32_MAX, NULL, NULL, 0);
}

/// Takes indices until there are none left. After a failure no further index is handed out, and each that was
/// is run: so the first failure by index does not depend on the threads.
static void take_indices(worker_pool *pool, int thread) {
    while (!atomic_load(&pool->failed)) {
        long index = atomic_fetch_add(&pool->next, 1);
        if (index >= pool->count) return;
        if (pool->body(pool->context, index, thread)) atomic_store(&pool->failed, 1);
    }
}

/// Waits until the gate is open for a run other than number `last`; returns 0 when the pool stops.
static int enter(worker_pool *pool, uint32_t *last) {
    for (int spins = 0;;) {
        uint32_t gate = atomic_load(&pool->gate);
        if (atomic_load(&pool->stops)) return 0;
        if ((gate & OPEN) && gate / NUMBER_UNIT != *last) {
            if (!atomic_compare_exchange_weak(&pool->gate, &gate, gate + 1)) continue;
            *last = gate / NUMBER_UNIT;
            return 1;
        }
        if (++spins < SPINS) {
            pause_briefly();
        } else {
            atomic_fetch_add(&pool->sleepers, 1);
            futex_wait(&pool->gate, gate);
            atomic_fetch_sub(&pool->sleepers, 1);
            spins = 0;
        }
    }
}

static void leave(worker_pool *pool) {
    uint32_t before = atomic_fetch_sub(&pool->gate, 1);
    if ((before & INSIDE) != 1 || (before & OPEN)) return;
    atomic_fetch_add(&pool->left, 1);
    if (atomic_load(&pool->caller_sleeps)) futex_wake(&pool->left);
}

static void *work(void *argument) {
    struct worker *self = argument;
    uint32_t last = UINT32_MAX;
    while (enter(self->pool, &last)) {
        take_indices(self->pool, self->number);
        leave(self->pool);
    }
    return NULL;
}

static void wait_until_empty(worker_pool *pool) {
    for (int spins = 0; spins < SPINS; spins++) {
        if (!(atomic_load(&pool->gate) & INSIDE)) return;
        pause_briefly();
    }
    atomic_store(&pool->caller_sleeps, 1);
    for (;;) {
        uint32_t left = atomic_load(&pool->left);
        if (!(atomic_load(&pool->gate) & INSIDE)) break;
        futex_wait(&pool->left, left);
    }
    atomic_store(&pool->caller_sleeps, 0);
}

int worker_pool_run(worker_pool *pool, long count, worker_body body, void *context) {
    uint32_t free = 0;
    if (!atomic_compare_exchange_strong(&pool->busy, &free, 1)) return 0;
    pool->count = count;
    pool->body = body;
    pool->context = context;
    atomic_store(&pool->next, 0);
    atomic_store(&pool->failed, 0);
    int shared = atomic_load(&pool->threads) > 1 && count > 1;
    if (shared) {
        uint32_t number = atomic_load(&pool->gate) / NUMBER_UNIT + 1;
        atomic_store(&pool->gate, number * NUMBER_UNIT | OPEN);
        if (atomic_load(&pool->sleepers)) futex_wake(&pool->gate);
    }
    take_indices(pool, 0);
    if (shared) {
        atomic_fetch_and(&pool->gate, ~(uint32_t)OPEN);
        wait_until_empty(pool);
    }
    atomic_store(&pool->busy, 0);
    return 1;
}

worker_pool *worker_pool_create(int most) {
    if (most < 1 || most > INSIDE) return NULL;
    worker_pool *pool = calloc(1, sizeof *pool + (size_t)most * sizeof(struct worker));
    if (!pool) return NULL;
    pool->most = most;
    atomic_store(&pool->threads, 1);
    return pool;
}

void worker_pool_grow(worker_pool *pool, int threads) {
    uint32_t free = 0;
    if (!atomic_compare_exchange_strong(&pool->busy, &free, 1)) return;
    for (int i = atomic_load(&pool->threads); i < threads && i < pool->most; i++) {
        struct worker *worker = &pool->workers[i];
        worker->pool = pool;
        worker->number = i;
        if (pthread_create(&worker->handle, NULL, work, worker)) break;
        atomic_store(&pool->threads, i + 1);
    }
    atomic_store(&pool->busy, 0);
}

int worker_pool_threads(const worker_pool *pool) { return atomic_load(&pool->threads); }

void worker_pool_destroy(worker_pool *pool) {
    atomic_store(&pool->stops, 1);
    // The gate must change, or a thread about to sleep on its old value would miss the wake.
    atomic_fetch_add(&pool->gate, NUMBER_UNIT);
    futex_wake(&pool->gate);
    for (int i = 1; i < atomic_load(&pool->threads); i++) pthread_join(pool->workers[i].handle, NULL);
    free(pool);
}
