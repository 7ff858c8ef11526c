namespace sallyport {}
