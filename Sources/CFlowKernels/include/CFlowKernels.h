#pragma once
#include "kernel_table.h"
#include "worker_pool.h"
