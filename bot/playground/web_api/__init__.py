"""The Web API: one module a family of methods, `call.answer_call` in front of them all."""
