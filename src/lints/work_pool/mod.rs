//! Work pools.

pub mod unpolled_work_pool;
