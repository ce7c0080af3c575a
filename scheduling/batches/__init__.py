"""Batches: requests that one person approved together, carried out by the worker one by one.

What is approved, and why, belongs to the packages that begin one (`rescues`); how a single request
is sent, to `booking`.
"""
